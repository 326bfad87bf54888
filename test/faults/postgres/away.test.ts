import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { newDatabase } from '../../support/folder.ts';
import { openHttpApp } from '../../support/http-app.ts';
import { tell } from '../../support/list.ts';
import { Relay } from '../../support/postgres/relay.ts';
import { rawCall, rawRequest } from '../../support/raw.ts';

/** The service before a database that can be cut off. */
async function openBehind() {
  const database = newDatabase();
  const relay = await Relay.before(database);
  const opened = await openHttpApp({ env: { DATABASE_URL: relay.urlOf(database) } });
  onTestFinished(() => relay.close());
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'x-user': 'ada',
  };
  const call = (name: string, args: object, more: Record<string, string> = MODERN) =>
    fetch(`${opened.url}/mcp`, {
      method: 'POST',
      headers: { ...headers, ...more, ...(more === MODERN && { 'mcp-name': name }) },
      body: JSON.stringify(
        more === MODERN ? rawCall(1, name, args) : rawRequest('legacy', 1, 'tools/call', { name, arguments: args }),
      ),
    });
  const look = (path: string) => fetch(`${opened.url}${path}`);
  return { ...opened, database, relay, call, look };
}

const MODERN = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' };
const LEGACY = { 'mcp-protocol-version': '2025-11-25' };

/** Nobody listens there. */
const NOWHERE = 1;

test('while the database is away calls are told when to come again, and it is used as soon as it is back', async () => {
  const { relay, call, look } = await openBehind();
  await call('add_task', { title: 'Before it went' });
  const there = relay.to;
  relay.to = NOWHERE;
  relay.cutAll();
  const began = performance.now();
  const answer = await call('add_task', { title: 'While it is away' });
  expect(performance.now() - began).toBeLessThan(3_500);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await answer.json()).toMatchObject({
    result: {
      isError: true,
      content: [{ text: 'Error: the database cannot be reached\nNothing was changed. Try again in 2 seconds.' }],
      _meta: { 'task-manager/error': 'storage', 'task-manager/retry-after': 2 },
    },
  });
  expect(await (await call('list_tasks', {}, LEGACY)).text()).toContain('Try again in 2 seconds.');
  const ready = await look('/readyz');
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await look('/healthz')).status).toBe(200);
  relay.to = there;
  expect(await (await call('list_tasks', {})).text()).toContain('#1: Before it went');
  expect((await look('/readyz')).status).toBe(200);
});

test('a database that says nothing more is noticed, and who waits for changes hears of them when it is back', async () => {
  const { relay, services, call, look } = await openBehind();
  await call('add_task', { title: 'Before it went' });
  const { promise: isWaiting, resolve } = Promise.withResolvers<void>();
  const local = { ...services.callFor('test'), waiting: resolve };
  const waiting = tell(local, 'get_changes', { since: 1, wait_seconds: 40 });
  await isWaiting;
  relay.silence(true);
  const ready = await look('/readyz');
  expect(ready.status).toBe(503);
  relay.silence(false);
  const back = performance.now();
  await call('add_task', { title: 'After it came' });
  expect(await waiting).toContain('#2: After it came');
  expect(performance.now() - back).toBeLessThan(2_500);
}, 60_000);

test('writers that wait for a lock keep nobody from reading, and are told to come again', async () => {
  const { database, call, look } = await openBehind();
  await call('add_task', { title: 'Held by somebody' });
  const holder = new Client(database);
  await holder.connect();
  await holder.query('BEGIN; SELECT * FROM tasks FOR UPDATE');
  const storm = Array.from({ length: 20 }, (_, n) => call('update_task', { task_id: 1, description: `Mine: ${n}` }));
  await call('list_tasks', {});
  expect((await look('/readyz')).status).toBe(200);
  for (const answer of await Promise.all(storm)) {
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.text()).toMatch(/another transaction has been holding a task|all connections to the database/);
  }
  await holder.end();
  expect(await (await call('update_task', { task_id: 1, priority: 'high' })).text()).toContain('medium → high');
}, 60_000);
