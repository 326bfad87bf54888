import { expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { revokeToken } from '../../src/domain/revoke-token.ts';
import { openHttp, post, postCall } from '../support/http.ts';
import { tell } from '../support/list.ts';

const HOUR_MS = 3_600_000;
const READ = ['tasks:read'];

type Wish = Partial<Parameters<typeof createToken>[1]>;

/** The header of a new token. */
async function bearer(everything: Call, wish: Wish = {}): Promise<string> {
  const scopes = ['tasks:read', 'tasks:write'];
  const { secret } = await createToken(everything, { name: 'ci', scopes, lifetimeMs: undefined, ...wish });
  return `Bearer ${secret}`;
}

const gist = async (answer: Response) => ({
  status: answer.status,
  says: answer.headers.get('www-authenticate'),
  body: await answer.text(),
});

test('without a credential nobody comes in, and is told what to send', async () => {
  const { url } = await openHttp();
  const { status, says, body } = await gist(await post(url, undefined, 'tools/list'));
  expect({ status, says }).toEqual({ status: 401, says: 'Bearer scope="tasks:read"' });
  expect(body).toContain('Send an API token of this server');
});

test('a token lets its holder in, under its name', async () => {
  const { url, everything } = await openHttp();
  const answer = await postCall(url, await bearer(everything), 'add_task', { title: 'Review PR' });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('"created_by":"ci"');
});

test('one that is unknown, revoked or expired is refused in the same words', async () => {
  let at = Date.now();
  const { url, everything, lines } = await openHttp({ now: () => new Date(at) });
  const [revoked, expiring] = [
    await bearer(everything, { name: 'revoked' }),
    await bearer(everything, { name: 'expiring', lifetimeMs: HOUR_MS }),
  ];
  expect((await post(url, expiring, 'tools/list')).status).toBe(200);
  await revokeToken(everything, 'revoked');
  at += HOUR_MS;
  const all = [revoked, expiring, `Bearer tmk_${'x'.repeat(43)}`, 'Bearer tmk_', 'Bearer opaque', 'Bearer a.b.c'];
  const answers = await Promise.all(all.map(async (each) => gist(await post(url, each, 'tools/list'))));
  expect(answers[0]).toMatchObject({ status: 401, says: expect.stringContaining('error="invalid_token"') });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(lines.join('\n')).not.toContain('tmk_');
});

test.each([
  ['Basic dXNlcjpwYXNz', 401],
  ['Bearer', 400],
  ['Bearer two words', 400],
  ['bearer tmk_x', 401],
  ['Bearertmk_x', 401],
])('the header %s is answered with %i', async (header, status) => {
  const { url } = await openHttp();
  expect((await post(url, header, 'tools/list')).status).toBe(status);
});

test('a token in the address or in a cookie does not count', async () => {
  const { url, everything } = await openHttp();
  const secret = (await bearer(everything)).replace('Bearer ', '');
  expect((await post(`${url}?access_token=${secret}`, undefined, 'tools/list')).status).toBe(401);
  const headers = { cookie: `access_token=${secret}`, 'x-api-key': secret };
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(401);
});

test('who may only read sees only what reads', async () => {
  const { url, everything } = await openHttp();
  const reader = await bearer(everything, { scopes: READ });
  const list = await (await post(url, reader, 'tools/list')).text();
  expect(list).toContain('"list_tasks"');
  expect(list).not.toContain('add_task');
  expect(await (await post(url, reader, 'prompts/list')).text()).not.toContain('plan_project');
});

test.each([
  ['tools/call', { name: 'add_task', arguments: { title: 'Sneaked in' } }],
  ['tools/call', { name: 'delete_task', arguments: { task_id: 1 } }],
  ['prompts/get', { name: 'handoff', arguments: { task_id: '1' } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'handoff' }, argument: { name: 'task_id', value: '' } }],
])('who may only read is told all scopes that %s %o needs', async (method, params) => {
  const { url, everything } = await openHttp();
  const { status, says } = await gist(await post(url, await bearer(everything, { scopes: READ }), method, params));
  expect(status).toBe(403);
  expect(says).toBe(
    'Bearer error="insufficient_scope", error_description="This needs the scope tasks:write.", scope="tasks:read tasks:write"',
  );
  expect(await tell(everything, 'list_tasks')).toBe('No tasks found.');
});

test('a scope includes those before it', async () => {
  const { url, everything } = await openHttp();
  const writer = await bearer(everything, { scopes: ['tasks:write'] });
  expect((await postCall(url, writer, 'list_tasks')).status).toBe(200);
  expect((await postCall(url, writer, 'add_task', { title: 'Review PR' })).status).toBe(200);
});

test('a list that is read-only asks nobody for more rights: they would not help', async () => {
  const { everything, auth } = await openHttp({ env: { READ_ONLY: 'true' } });
  const message = { method: 'tools/call', params: { name: 'add_task' } };
  const reader = {
    id: 'token:1',
    name: 'ci',
    scopes: ['tasks:read'] as const,
    project: undefined,
    expiresAt: undefined,
  };
  expect(auth.authorize(reader, message)).toBeUndefined();
  expect(everything.store.isReadOnly).toBe(true);
});

test('several messages at once need the rights of all of them', async () => {
  const { auth } = await openHttp();
  const reader = {
    id: 'token:1',
    name: 'ci',
    scopes: ['tasks:read'] as const,
    project: undefined,
    expiresAt: undefined,
  };
  const [list, add] = ['list_tasks', 'add_task'].map((name) => ({ method: 'tools/call', params: { name } }));
  expect(auth.authorize(reader, [list])).toBeUndefined();
  expect(auth.authorize(reader, [list, add])?.status).toBe(403);
  expect(auth.authorize({ ...reader, scopes: [] }, { method: 'initialize' })?.status).toBe(403);
});

test('a token of one project shows and takes nothing else', async () => {
  const { url, everything } = await openHttp();
  await tell(everything, 'add_task', { title: 'Secret', project: 'api' });
  const web = await bearer(everything, { project: 'web' });
  expect(await (await postCall(url, web, 'list_tasks', { project: '*' })).text()).toContain('No tasks found.');
  expect(await (await postCall(url, web, 'get_task', { task_id: 1 })).text()).toContain('Task #1 not found.');
  expect(await (await postCall(url, web, 'add_task', { title: 'In', project: 'api' })).text()).toContain('isError');
  expect(await (await postCall(url, web, 'add_task', { title: 'In web' })).text()).toContain('"project":"web"');
});

test('its last use is known to the hour, without a write for every request', async () => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const { url, everything } = await openHttp({ now: () => new Date(at) });
  const token = await bearer(everything);
  const usedAt = async () => (await everything.store.read((tx) => tx.tokens.all()))[0]?.last_used_at;
  expect(await usedAt()).toBeNull();
  await post(url, token, 'tools/list');
  await expect.poll(usedAt).toBe('2026-11-22T12:00:00.000Z');
  at += HOUR_MS - 1;
  await post(url, token, 'tools/list');
  expect(await usedAt()).toBe('2026-11-22T12:00:00.000Z');
  at += 1;
  await post(url, token, 'tools/list');
  await expect.poll(usedAt).toBe('2026-11-22T13:00:00.000Z');
});

test('where nobody must sign in, whoever does has no more than their token gives', async () => {
  const { url, everything } = await openHttp({ required: false });
  expect(await (await postCall(url, undefined, 'add_task', { title: 'Review PR' })).text()).toContain('"ada"');
  expect((await postCall(url, await bearer(everything, { scopes: READ }), 'add_task')).status).toBe(403);
  expect((await post(url, 'Bearer tmk_x', 'tools/list')).status).toBe(401);
});

test('without an issuer there is nothing to read of one', async () => {
  const { url, auth } = await openHttp();
  for (const path of auth.metadataPaths) expect((await fetch(new URL(path, url))).status).toBe(404);
});

test('a guess that begins right takes as long as any other', async () => {
  const { everything } = await openHttp();
  const secret = (await bearer(everything)).replace('Bearer ', '');
  const guesses = [`${secret.slice(0, -1)}!`, `tmk_${'x'.repeat(43)}`];
  const spent: [number[], number[]] = [[], []];
  for (let round = 0; round < 3_000; round++) {
    for (const place of [0, 1] as const) {
      const start = performance.now();
      await everything.store.read((tx) => tx.tokens.find(guesses[place] ?? ''));
      spent[place].push(performance.now() - start);
    }
  }
  const [near, far] = spent.map((times) => times.toSorted((one, other) => one - other)[times.length / 2] ?? 0);
  expect((near ?? 0) / (far ?? 1)).toBeGreaterThan(0.8);
  expect((near ?? 0) / (far ?? 1)).toBeLessThan(1.25);
});
