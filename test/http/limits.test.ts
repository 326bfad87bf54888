import { once } from 'node:events';
import { expect, test } from 'vitest';
import { StorageFailed } from '../../src/domain/errors.ts';
import { answerOf, eventsOf, nextOf } from '../support/events.ts';
import { openHttpApp, principalOf } from '../support/http-app.ts';
import { gistOf, openingLines, rawRequest } from '../support/raw.ts';
import { openSocket } from '../support/socket.ts';

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const LISTEN = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' };
const [INITIALIZE = ''] = openingLines('legacy');

function caller(url: string, user: string) {
  return (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/mcp`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { ...JSON_TYPE, 'x-user': user, ...headers },
    });
}

const call = (name: string, args: object = {}) => rawRequest('legacy', 1, 'tools/call', { name, arguments: args });
const listenTo = (uri: string) =>
  rawRequest('modern', 1, 'subscriptions/listen', { notifications: { resourceSubscriptions: [uri] } });

test('who asks too often is told when to come again, and others are served', async () => {
  const { url } = await openHttpApp({ env: { RATE_LIMIT: '5' } });
  const [ada, bob] = [caller(url, 'ada'), caller(url, 'bob')];
  const answers = await Promise.all(Array.from({ length: 30 }, () => ada(call('list_tasks'))));
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
  const refused = answers.find(({ status }) => status === 429);
  if (refused === undefined) throw new Error('none was refused');
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toEqual({ error: 'too_many_requests', message: 'Too many requests in a second.' });
  expect((await bob(call('list_tasks'))).status).toBe(200);
  await expect.poll(async () => (await ada(call('list_tasks'))).status, { timeout: 3_000 }).toBe(200);
});

test('no more calls of one caller run at once than the limit, and those that wait cost nobody else anything', async () => {
  const { url } = await openHttpApp();
  const [ada, bob] = [caller(url, 'ada'), caller(url, 'bob')];
  const waiting = Array.from({ length: 256 }, () => ada(call('get_changes', { since: 0, wait_seconds: 20 })));
  await Promise.all(waiting);
  expect((await ada(call('list_tasks'))).status).toBe(429);
  await answerOf(await bob(call('add_task', { title: 'One' })));
  for (const response of waiting) expect(gistOf(await answerOf(await response))).toContain('One');
  expect((await ada(call('list_tasks'))).status).toBe(200);
});

test('an address that fails to sign in too often is not asked again', async () => {
  const { url } = await openHttpApp();
  const statuses = new Map<number, number>();
  for (let turn = 0; turn < 40; turn++) {
    const { status } = await fetch(`${url}/mcp`, { method: 'POST', body: '{}', headers: JSON_TYPE });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(statuses.get(401)).toBeGreaterThanOrEqual(20);
  expect(statuses.get(429)).toBeGreaterThan(0);
});

test('when the store cannot say who calls, that is told and no more', async () => {
  const authenticate = async () => {
    throw new StorageFailed('the disk of /var/x is gone');
  };
  const { url } = await openHttpApp({ authenticate });
  const response = await caller(url, 'ada')(call('list_tasks'));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await response.text()).not.toContain('/var');
});

test('what is wrong inside is an id, and nothing more', async () => {
  const authenticate = async () => {
    throw new Error('SELECT secret FROM /var/x');
  };
  const { url } = await openHttpApp({ authenticate });
  const response = await caller(url, 'ada')(call('list_tasks'));
  expect(response.status).toBe(500);
  expect(await response.text()).toMatch(/Internal error [\da-f]{8}; /);
});

test("another's session is no different from one that never was", async () => {
  const { url } = await openHttpApp();
  const opened = await caller(url, 'ada')(INITIALIZE);
  const id = opened.headers.get('mcp-session-id') ?? '';
  expect(id).not.toBe('');
  const knock = async (user: string, session: string, method: string) => {
    const headers = { accept: 'text/event-stream', 'x-user': user, 'mcp-session-id': session };
    const response = await fetch(`${url}/mcp`, { method, headers });
    return [response.status, response.status === 200 ? '' : await response.text()];
  };
  expect(await knock('bob', id, 'GET')).toEqual(await knock('bob', 'made-up', 'GET'));
  expect(await knock('bob', id, 'DELETE')).toEqual(await knock('bob', 'made-up', 'DELETE'));
  expect((await knock('ada', id, 'GET'))[0]).toBe(200);
});

test('every caller is named in the history', async () => {
  const { url } = await openHttpApp();
  await (await caller(url, 'ada')(call('add_task', { title: 'One' }))).text();
  await (await caller(url, 'bob')(call('complete_task', { task_id: 1 }))).text();
  const log = gistOf(await answerOf(await caller(url, 'bob')(call('get_changes'))));
  expect(log).toContain('ada');
  expect(log).toContain('bob');
});

test('streams end with the right to read them', async () => {
  const soon = new Date(Date.now() + 400);
  const authenticate = async ({ headers }: Request) =>
    principalOf(headers.get('x-user') ?? '', headers.get('x-user') === 'ada' ? soon : undefined);
  const { url, app } = await openHttpApp({ authenticate });
  const [ada, bob] = await Promise.all(
    ['ada', 'bob'].map(async (user) => eventsOf(await caller(url, user)(listenTo('tasks://all'), LISTEN))),
  );
  if (ada === undefined || bob === undefined) throw new Error('two were opened');
  await nextOf(ada);
  await nextOf(bob);
  expect(await ada.next()).toMatchObject({ done: true });
  await (await caller(url, 'bob')(call('add_task', { title: 'One' }))).text();
  expect(await nextOf(bob)).toMatchObject({ params: { uri: 'tasks://all' } });
  app.endOf('token bob');
  expect(await bob.next()).toMatchObject({ done: true });
});

test('a body that breaks off is no error of ours', async () => {
  const { url, services } = await openHttpApp();
  const broken: unknown[] = [];
  services.observer.broke = (_, error) => void broken.push(error);
  const socket = await openSocket(Number(new URL(url).port));
  const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-User: ada\r\nContent-Type: application/json';
  socket.write(`${head}\r\nContent-Length: 99\r\n\r\n{"jsonrpc"`, () => setTimeout(() => socket.destroy(), 50));
  await once(socket, 'close');
  expect((await caller(url, 'ada')(call('list_tasks'))).status).toBe(200);
  expect(broken).toEqual([]);
});
