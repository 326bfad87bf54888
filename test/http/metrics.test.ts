import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { eventsOf, nextOf } from '../support/events.ts';
import { newDatabase } from '../support/folder.ts';
import { callOver, MODERN, metricOf } from '../support/measured.ts';
import { rawRequest } from '../support/raw.ts';
import { startService } from '../support/service.ts';
import { exchange } from '../support/socket.ts';

/** The headers of a new token with these scopes. */
async function bearers(database: string, ...all: string[][]): Promise<Record<string, string>[]> {
  const { services, close } = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent' }));
  const made = all.map((scopes) =>
    createToken(services.callFor('test'), { name: scopes.join(' '), scopes, lifetimeMs: undefined }),
  );
  const tokens = await Promise.all(made);
  await close();
  return tokens.map(({ secret }) => ({ authorization: `Bearer ${secret}` }));
}

test('calls are counted by tool and outcome, and requests by status', async () => {
  const service = await startService();
  for (const title of ['Review PR', 'Write docs', 'x']) await callOver(service, 'add_task', { title });
  await fetch(`${service.url}/nowhere`);
  expect(await metricOf(service, 'task_manager_tool_calls_total{tool="add_task",outcome="ok"}')).toBe(2);
  expect(await metricOf(service, 'task_manager_tool_calls_total{tool="add_task",outcome="invalid"}')).toBe(1);
  expect(await metricOf(service, 'task_manager_tool_call_duration_seconds_count{tool="add_task"}')).toBe(3);
  expect(await metricOf(service, 'task_manager_http_requests_total{status="404"}')).toBe(1);
  expect(await metricOf(service, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  const { headers } = await fetch(`${service.url}/metrics`);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('nothing that a caller made up becomes a label', async () => {
  const service = await startService();
  await callOver(service, 'made_up', { title: 'Canary-4711' });
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).not.toMatch(/made_up|Canary-4711/);
});

test('who listens is counted, and how long ago a change was made when they hear of it', async () => {
  const service = await startService();
  const notifications = { resourceSubscriptions: ['tasks://open'] };
  const listen = rawRequest('modern', 2, 'subscriptions/listen', { notifications });
  const events = eventsOf(await service.post(listen, { ...MODERN, 'mcp-method': 'subscriptions/listen' }));
  await nextOf(events);
  expect(await metricOf(service, 'task_manager_open_streams')).toBe(1);
  await callOver(service, 'add_task', { title: 'Review PR' });
  await nextOf(events);
  await expect.poll(() => metricOf(service, 'task_manager_change_feed_lag_seconds_count')).toBe(1);
  expect(await metricOf(service, 'task_manager_change_feed_lag_seconds_sum')).toBeLessThan(2);
  await events.return(undefined);
  await expect.poll(() => metricOf(service, 'task_manager_open_streams')).toBe(0);
});

test('where callers must sign in, only who may do everything sees how the list is used', async () => {
  const database = newDatabase();
  const [writer, admin] = await bearers(database, ['tasks:write'], ['tasks:admin']);
  const service = await startService({ database, env: { AUTH: 'required' } });
  const scrape = (headers: Record<string, string> = {}) => fetch(`${service.url}/metrics`, { headers });
  expect((await scrape()).status).toBe(401);
  const refused = await scrape(writer);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('www-authenticate')).toContain('scope="tasks:read tasks:write tasks:admin"');
  expect((await scrape(admin)).status).toBe(200);
});

test('under a name that is not ours there is nothing to see', async () => {
  const { port } = await startService();
  const answer = await exchange(port, 'GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  expect(answer).toContain('403');
});

test('the log names request, principal, tool, outcome and time spent, and nothing that was written', async () => {
  const database = newDatabase();
  const [writer = {}] = await bearers(database, ['tasks:write']);
  const service = await startService({ database, env: { AUTH: 'required', LOG_LEVEL: 'info' } });
  await callOver(service, 'add_task', { title: 'Canary-4711' }, { ...writer, 'x-request-id': 'proxy-1' });
  await callOver(service, 'complete_task', { task_id: 99 }, { ...writer, 'x-request-id': 'proxy-2' });
  const lines = () => service.said.split('\n').filter((line) => /Tool (success|failed)/.test(line));
  await expect.poll(() => lines().length).toBe(2);
  const spent = { actor: 'tasks:write', principal: expect.stringMatching(/./), duration_ms: expect.any(Number) };
  expect(lines().map((line): unknown => JSON.parse(line))).toMatchObject([
    { message: 'Tool success', tool: 'add_task', outcome: 'ok', request_id: 'proxy-1', ...spent },
    { message: 'Tool failed', tool: 'complete_task', outcome: 'not_found', request_id: 'proxy-2', ...spent },
  ]);
  expect(service.said).not.toMatch(/Canary-4711|tmk_/);
});

test('a request without a plain name of its own gets one', async () => {
  const service = await startService({ env: { LOG_LEVEL: 'info' } });
  const named = await callOver(service, 'list_tasks', {}, { 'x-request-id': 'ab.c-1' });
  expect(named.headers.get('x-request-id')).toBe('ab.c-1');
  for (const given of ['', 'two words', 'x'.repeat(129)]) {
    const response = await callOver(service, 'list_tasks', {}, { 'x-request-id': given });
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[\da-f-]{36}$/);
    await expect.poll(() => service.said).toContain(`"request_id":"${id}"`);
  }
});
