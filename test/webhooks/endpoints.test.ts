import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { addEndpoint } from '../../src/domain/add-endpoint.ts';
import { disableEndpoint } from '../../src/domain/disable-endpoint.ts';
import { enableEndpoint } from '../../src/domain/enable-endpoint.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../../src/domain/errors.ts';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { listEndpoints } from '../../src/domain/list-endpoints.ts';
import { removeEndpoint } from '../../src/domain/remove-endpoint.ts';
import { replayDead, replayDelivery } from '../../src/domain/replay-delivery.ts';
import { rotateSecret } from '../../src/domain/rotate-secret.ts';
import { testEndpoint } from '../../src/domain/test-endpoint.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

type Received = Awaited<ReturnType<typeof openReceiver>>['received'][number];

/** Whether a receiver that knows this secret takes the message. */
function takes(secret: string, received: Received | undefined): boolean {
  if (received === undefined) throw new Error('nothing has come');
  const { headers, body } = received;
  try {
    new Webhook(secret).verify(
      body,
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`])),
    );
    return true;
  } catch {
    return false;
  }
}

test('an endpoint is shown without its secret and without what its URL keeps secret', async () => {
  const { add, call } = await openSender();
  const wish = {
    url: 'https://203.0.114.7/services/T000/B000/key-4711',
    description: 'The room',
    events: ['task.completed'],
  };
  const { endpoint, secret } = await add({ ...wish, format: 'slack' });
  expect(secret).toMatch(/^whsec_.{44}$/);
  expect(endpoint).toMatchObject({ id: 1, url: 'https://203.0.114.7/…4711', description: 'The room', secrets: 1 });
  const listed = await listEndpoints(call);
  expect(listed).toEqual([endpoint]);
  expect(JSON.stringify(listed)).not.toMatch(/whsec_|B000/);
});

test.each([
  [{ url: 'ftp://hooks.example/' }, 'the URL is no https: URL'],
  [{ url: 'https://10.0.0.1/' }, 'webhooks go to the public Internet only'],
  [{ url: 'http://203.0.114.7/' }, 'would be sent webhooks in the open'],
  [{ url: 'https://nowhere.invalid/' }, 'nowhere.invalid, which has no address'],
  [
    { url: 'https://203.0.114.7/', format: 'teams' },
    'format must be one of standard, slack, discord, ntfy, not "teams"',
  ],
  [{ url: 'https://203.0.114.7/', format: 'ntfy' }, 'the URL ends with no topic of ntfy'],
  [{ url: 'https://203.0.114.7/', events: ['task.done'] }, 'event must be one of task.created, task.updated'],
  [{ url: 'https://203.0.114.7/', min_priority: 'urgent' }, 'the lowest priority must be one of low, medium, high'],
  [{ url: 'https://203.0.114.7/', project: 'two words' }, 'project must be 1–50 letters'],
  [{ url: 'https://203.0.114.7/', secret: 'hunter2' }, 'secret must be whsec_ and 24–64 bytes in base64'],
])('what cannot be an endpoint is refused with what is wrong, %o', async (wish, message) => {
  const { add, call } = await openSender();
  const refused = add(wish);
  await expect(refused).rejects.toThrow(Invalid);
  await expect(refused).rejects.toThrow(message);
  expect(await listEndpoints(call)).toEqual([]);
});

test('only an admin of the whole list comes near endpoints, and nobody else has a name resolved', async () => {
  const { services, outlet } = await openSender();
  const principal = { id: 'token:1', name: 'agent', expiresAt: undefined };
  const check = () => expect.unreachable();
  for (const rights of [
    { scopes: ['tasks:read', 'tasks:write'] as const, project: undefined },
    { scopes: ['tasks:admin'] as const, project: 'web' },
  ]) {
    const call = services.callFor('test', { ...principal, ...rights });
    await expect(addEndpoint(call, { url: 'https://hooks.example/' }, { check })).rejects.toThrow(Forbidden);
    for (const attempt of [listEndpoints, listDeliveries]) await expect(attempt(call)).rejects.toThrow(Forbidden);
    for (const attempt of [enableEndpoint, disableEndpoint, rotateSecret, removeEndpoint, replayDead])
      await expect(attempt(call, 1)).rejects.toThrow(Forbidden);
    await expect(testEndpoint(call, 1, outlet)).rejects.toThrow(Forbidden);
  }
});

test('there can only be so many endpoints, and one that is not there is not found', async () => {
  const { add, call } = await openSender();
  for (let count = 0; count < 32; count++) await add({ url: `https://203.0.114.7/${count}` });
  await expect(add({ url: 'https://203.0.114.7/more' })).rejects.toThrow(Conflict);
  await removeEndpoint(call, 32);
  const { endpoint } = await add({ url: 'https://203.0.114.7/again' });
  expect(endpoint.id).toBe(33);
  await expect(disableEndpoint(call, 32)).rejects.toThrow(NotFound);
});

test('adding endpoints at once does not lead beyond that either', async () => {
  const { add, call, database } = await openSender();
  const other = await openSender({ database });
  for (let count = 0; count < 30; count++) await add({ url: `https://203.0.114.7/${count}` });
  const wishes = Array.from({ length: 8 }, (_, index) => ({ url: `https://203.0.114.7/at-once-${index}` }));
  const added = await Promise.allSettled(wishes.map((wish, index) => (index % 2 === 0 ? add(wish) : other.add(wish))));
  expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await listEndpoints(call)).toHaveLength(32);
});

test('a test is sent at once and once, also where nothing delivers, and tells what the receiver said', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(503).end('later'));
  const { add, call, outlet } = await openSender();
  const { endpoint, secret } = await add({ url: receiver.url, description: 'Door bell' });
  await disableEndpoint(call, endpoint.id);
  const { state, last_status, last_outcome } = await testEndpoint(call, endpoint.id, outlet);
  expect({ state, last_status, last_outcome }).toEqual({
    state: 'dead',
    last_status: 503,
    last_outcome: 'answered 503: later',
  });
  expect(receiver.received.map((each) => [takes(secret, each), JSON.parse(each.body)])).toMatchObject([
    [true, { type: 'webhook.test', version: 1, data: { actor: 'ada', endpoint: { id: 1, description: 'Door bell' } } }],
  ]);
  expect((await listDeliveries(call)).deliveries).toMatchObject([
    { type: 'webhook.test', change_id: null, attempts: 1 },
  ]);
});

test.each([
  ['standard', '/services/T000B111/key-4711', 'Cannot POST /services/T000B111/key-4711', 'Cannot POST …'],
  [
    'slack',
    '/services/T000B111?token=s3cret%2Fvalue',
    '{"for": "s3cret/value", "of": "T000B111"}',
    '{"for": "…", "of": "…"}',
  ],
  ['ntfy', '/my-secret-topic', 'topic my-secret-topic is reserved', 'topic … is reserved'],
  ['standard', '/key-4711-4711', `${'x'.repeat(195)} key-4711-4711`, `${'x'.repeat(195)} …`],
  ['standard', '/%E0%A4%A/key-4711', 'no /%E0%A4%A/key-4711', 'no …'],
  ['standard', '/hook', 'Cannot POST /hook', 'Cannot POST /hook'],
])('what a receiver of %s says of %s is kept without what that keeps secret', async (format, path, says, kept) => {
  const { port } = await openReceiver((_, response) => response.writeHead(404).end(says));
  const { add, call, outlet } = await openSender();
  await add({ url: `http://127.0.0.1:${port}${path}`, format });
  expect(await testEndpoint(call, 1, outlet)).toMatchObject({ last_outcome: `answered 404: ${kept}` });
});

test('during a rotation receivers that know either secret take what is sent, afterwards only the new one', async () => {
  let at = new Date();
  const receiver = await openReceiver();
  const { add, call, outlet } = await openSender({ now: () => at });
  const { secret: old } = await add({ url: receiver.url });
  const { secret: fresh, endpoint } = await rotateSecret(call, 1);
  expect(endpoint.secrets).toBe(2);
  await testEndpoint(call, 1, outlet);
  expect([old, fresh].map((secret) => takes(secret, receiver.received[0]))).toEqual([true, true]);
  at = new Date(at.getTime() + 24 * 3_600_000);
  await testEndpoint(call, 1, outlet);
  const [, last] = receiver.received;
  expect(last?.headers['webhook-signature']).not.toContain(' ');
  expect((await listEndpoints(call))[0]?.secrets).toBe(1);
});

test('a secret that has leaked ends at once', async () => {
  const receiver = await openReceiver();
  const { add, call, outlet } = await openSender();
  const { secret: leaked } = await add({ url: receiver.url });
  const { secret: fresh } = await rotateSecret(call, 1, { overlapMs: 0 });
  await expect(rotateSecret(call, 1, { secret: fresh })).rejects.toThrow('secret is one that the webhook has already');
  await testEndpoint(call, 1, outlet);
  expect([leaked, fresh].map((secret) => takes(secret, receiver.received[0]))).toEqual([false, true]);
});

test('an endpoint that was disabled hears what happens once it is enabled, and not what happened meanwhile', async () => {
  const receiver = await openReceiver();
  const { add, call, tell, deliver } = await openSender();
  await add({ url: receiver.url });
  expect(await disableEndpoint(call, 1)).toMatchObject({ state: 'disabled', reason: 'by ada' });
  await tell('add_task', { title: 'Meanwhile' });
  deliver();
  expect(await enableEndpoint(call, 1)).toMatchObject({ state: 'enabled', reason: null });
  await tell('add_task', { title: 'Again' });
  await expect.poll(() => receiver.received.map(({ body }) => JSON.parse(body).data.task.title)).toEqual(['Again']);
});

test('what was delivered can be replayed under its id, while the endpoint is enabled', async () => {
  const receiver = await openReceiver();
  const { add, call, tell, deliver } = await openSender();
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect.poll(async () => (await listDeliveries(call, { state: 'delivered' })).deliveries).toHaveLength(1);
  await replayDelivery(call, 1);
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await expect(replayDelivery(call, 2)).rejects.toThrow(NotFound);
  await disableEndpoint(call, 1);
  await expect(replayDelivery(call, 1)).rejects.toThrow(Conflict);
  await expect(replayDead(call, 1)).rejects.toThrow('webhook #1 is disabled');
});

test('deliveries come in pages, newest first', async () => {
  const receiver = await openReceiver();
  const { add, call, outlet } = await openSender();
  await add({ url: receiver.url });
  for (let count = 0; count < 3; count++) await testEndpoint(call, 1, outlet);
  const { deliveries, next_cursor } = await listDeliveries(call, { endpoint_id: 1, limit: 2 });
  expect([deliveries.map(({ id }) => id), next_cursor]).toEqual([[3, 2], 2]);
  const rest = await listDeliveries(call, { cursor: next_cursor, limit: 2 });
  expect(rest).toMatchObject({ deliveries: [{ id: 1 }] });
  expect(rest).not.toHaveProperty('next_cursor');
});
