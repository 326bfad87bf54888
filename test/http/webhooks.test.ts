import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { newDatabase } from '../support/folder.ts';
import { openReceiver } from '../support/receiver.ts';
import { type Service, startService } from '../support/service.ts';

const ROOM = 'https://203.0.114.7/services/T000/key-4711';
const ADMIN = ['tasks:admin'];

/** A service on which some have tokens, and requests with them. */
async function service(env: Record<string, string> = {}) {
  const database = newDatabase();
  const { services, close } = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent' }));
  const tokenFor = async (scopes: readonly string[]) =>
    (await createToken(services.callFor('test'), { name: scopes.join(' '), scopes, lifetimeMs: undefined })).secret;
  const tokens = { reader: await tokenFor(['tasks:read']), writer: await tokenFor(['tasks:write']) };
  const admin = await tokenFor(ADMIN);
  await close();
  const started = await startService({
    database,
    env: { AUTH: 'required', WEBHOOK_ALLOW: '127.0.0.1', LOG_LEVEL: 'debug', ...env },
  });
  return { started, tokens, admin, as: (token: string | undefined) => asking(started, token) };
}

function asking({ url }: Service, token: string | undefined) {
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/webhooks${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
  };
}

const EVERYTHING = [
  ['GET', ''],
  ['POST', '', { url: ROOM }],
  ['GET', '/deliveries'],
  ['POST', '/deliveries/1/replay'],
  ['POST', '/1/test'],
  ['POST', '/1/disable'],
  ['POST', '/1/enable'],
  ['POST', '/1/rotate-secret', {}],
  ['POST', '/1/replay'],
  ['DELETE', '/1'],
] as const;

test('an admin adds, sees, tests, disables, rotates, replays and removes', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(500).end('no'));
  const { admin, as } = await service();
  const ask = as(admin);
  const wish = { url: receiver.url, events: ['task.completed'], tags: ['api'], min_priority: 'high', project: 'web' };
  const added = await ask('POST', '', { ...wish, description: 'CI' });
  expect(added).toMatchObject({
    status: 201,
    json: { endpoint: { id: 1, created_by: 'tasks:admin' }, secret: expect.stringMatching(/^whsec_/) },
  });
  expect((await ask('GET', '')).json.endpoints).toEqual([added.json.endpoint]);
  expect((await ask('POST', '/1/test')).json).toMatchObject({ delivery: { state: 'dead', last_status: 500 } });
  expect((await ask('GET', '/deliveries?webhook=1&state=dead&limit=1')).json).toMatchObject({
    deliveries: [{ id: 1 }],
  });
  expect((await ask('POST', '/1/replay')).json).toEqual({ replayed: 1 });
  expect((await ask('POST', '/deliveries/1/replay', {})).json).toMatchObject({ delivery: { id: 1 } });
  expect((await ask('POST', '/1/rotate-secret', { overlap_hours: 0 })).json).toMatchObject({
    endpoint: { secrets: 1 },
    secret: expect.stringMatching(/^whsec_/),
  });
  expect((await ask('POST', '/1/disable')).json).toMatchObject({ endpoint: { state: 'disabled' } });
  expect((await ask('POST', '/1/replay')).status).toBe(409);
  expect((await ask('POST', '/1/enable')).json).toMatchObject({ endpoint: { state: 'enabled' } });
  expect((await ask('DELETE', '/1')).json).toMatchObject({ endpoint: { id: 1 } });
  expect((await ask('GET', '')).json).toEqual({ endpoints: [] });
});

test('who is no admin is refused everywhere and told which scopes it takes, and nothing happens', async () => {
  const { tokens, admin, as } = await service();
  await as(admin)('POST', '', { url: ROOM });
  const scope = 'scope="tasks:read tasks:write tasks:admin"';
  for (const [method, path, body] of EVERYTHING) {
    const stranger = await as(undefined)(method, path, body);
    expect([method, path, stranger.status]).toEqual([method, path, 401]);
    for (const token of [tokens.reader, tokens.writer]) {
      const { status, headers } = await as(token)(method, path, body);
      expect([method, path, status]).toEqual([method, path, 403]);
      expect(headers.get('www-authenticate')).toContain(scope);
    }
  }
  expect((await as(admin)('GET', '')).json.endpoints).toMatchObject([{ id: 1, state: 'enabled', secrets: 1 }]);
});

test('where nobody need sign in for tasks, webhooks still take a token', async () => {
  const { admin, as } = await service({ AUTH: 'auto' });
  for (const [method, path, body] of EVERYTHING) {
    const { status, headers } = await as(undefined)(method, path, body);
    expect([method, path, status]).toEqual([method, path, 401]);
    expect(headers.get('www-authenticate')).toBe('Bearer scope="tasks:read tasks:write tasks:admin"');
  }
  expect((await as(admin)('POST', '', { url: ROOM })).status).toBe(201);
});

test('a web page of elsewhere is refused before it is asked who it is', async () => {
  const { admin, as } = await service();
  expect((await as(admin)('POST', '', { url: ROOM }, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await as(admin)('GET', '')).json).toEqual({ endpoints: [] });
});

test('secrets are in one answer only, and in no line of the log', async () => {
  const { admin, as, started } = await service();
  const ask = as(admin);
  const secrets = [
    (await ask('POST', '', { url: ROOM })).json.secret,
    (await ask('POST', '/1/rotate-secret')).json.secret,
  ];
  const later = [];
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/deliveries'],
    ['POST', '/1/disable'],
    ['POST', '/1/enable'],
    ['DELETE', '/1'],
  ] as const)
    later.push((await ask(method, path)).text);
  for (const text of [...later, started.said]) {
    for (const secret of secrets) expect(text).not.toContain(secret.slice(6));
    expect(text).not.toContain('T000');
  }
});

test('the log tells who has added, changed and removed a webhook, once each, and of its URL the origin only', async () => {
  const { admin, as, started } = await service({ LOG_LEVEL: 'info' });
  const ask = as(admin);
  await ask('POST', '', { url: `${ROOM}?key=4711` });
  for (const what of ['disable', 'disable', 'enable', 'enable', 'rotate-secret']) await ask('POST', `/1/${what}`);
  await ask('DELETE', '/1');
  await ask('DELETE', '/1');
  const logged = () => started.said.split('\n').filter((line) => line.includes('"webhook":'));
  await expect.poll(() => logged().length).toBe(5);
  const did = ['added', 'disabled', 'enabled', 'secret rotated', 'removed'];
  expect(logged().map((line) => JSON.parse(line))).toMatchObject(
    did.map((what) => ({
      ...{ level: 'info', message: `Webhook ${what}`, webhook: 1, to: 'https://203.0.114.7' },
      ...{ actor: 'tasks:admin', principal: expect.stringContaining('3') },
    })),
  );
  expect(started.said).not.toContain('4711');
});

test('a list that is read-only shows its webhooks and changes none', async () => {
  const { admin, as } = await service({ READ_ONLY: 'true' });
  expect(await as(admin)('GET', '')).toMatchObject({ status: 200, json: { endpoints: [] } });
  for (const [method, path, body] of EVERYTHING.filter(([each]) => each !== 'GET'))
    expect(await as(admin)(method, path, body)).toMatchObject({ status: 403, json: { error: 'read_only' } });
});

test('what is wrong is answered with what is allowed', async () => {
  const { admin, as } = await service();
  const ask = as(admin);
  const cases = [
    [await ask('POST', '', {}), 400, "'url' is required"],
    [await ask('POST', ''), 400, "'url' is required"],
    [await ask('POST', '', { url: 7 }), 400, 'url must be text, not 7'],
    [await ask('POST', '', { url: ROOM, to: 'me' }), 400, 'unknown field "to"'],
    [await ask('POST', '', { url: ROOM, secret: { mine: 4711 } }), 400, 'secret must be text'],
    [await ask('POST', '', { url: 'https://10.0.0.1/' }), 400, 'webhooks go to the public Internet only'],
    [await ask('POST', '', { url: ROOM, events: ['task.done'] }), 400, 'event must be one of task.created'],
    [await ask('POST', '', '{'), 400, 'The body cannot be read: the body is not JSON.'],
    [await ask('POST', '', '['.repeat(40)), 400, 'nested deeper than 32'],
    [await ask('POST', '', `"${'x'.repeat(2 ** 20)}"`), 413, 'at most 1048576 bytes'],
    [await ask('POST', '', '{}', { 'content-type': 'text/plain' }), 415, 'must be application/json'],
    [await ask('GET', '/deliveries?state=lost'), 400, 'state must be pending, delivered or dead'],
    [await ask('GET', '/deliveries?limit=many'), 400, 'limit must be'],
    [await ask('POST', '', { url: ROOM, min_priority: 'urgent' }), 400, 'the lowest priority must be one of low'],
    [await ask('POST', '/9/test'), 404, 'Webhook #9 not found. List the webhooks to see which there are.'],
    [await ask('POST', '/deliveries/9/replay'), 404, 'Delivery #9 not found. List the deliveries to see'],
    [await ask('POST', '/all/test'), 404, 'There is nothing here.'],
    [await ask('PUT', '/1'), 404, 'There is nothing here.'],
  ] as const;
  for (const [{ status, json }, expected, says] of cases) {
    expect([says, status]).toEqual([says, expected]);
    expect(json.message).toContain(says);
  }
});
