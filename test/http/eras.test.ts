import { describe, expect, test } from 'vitest';
import { answerOf, eventsOf, nextOf } from '../support/events.ts';
import { gistOf, openingLines, rawCall, rawRequest } from '../support/raw.ts';
import { type Service, startService } from '../support/service.ts';
import { openSession, type Session } from '../support/session.ts';

const MODERN = { 'mcp-protocol-version': '2026-07-28' };
const YES = { action: 'accept', content: { confirm: true } } as const;
const [INITIALIZE = '', INITIALIZED = ''] = openingLines('legacy');

const legacyCall = (id: number, name: string, args: object) =>
  rawRequest('legacy', id, 'tools/call', { name, arguments: args });

async function beginSession(service: Service): Promise<string> {
  const response = await service.post(INITIALIZE);
  await response.body?.cancel();
  const id = response.headers.get('mcp-session-id') ?? '';
  await service.post(INITIALIZED, { 'mcp-session-id': id });
  return id;
}

describe('before 2026', () => {
  test('any process answers any call, whatever session it names, and echoes none that it did not give', async () => {
    const [one, other] = [await startService(), await startService()];
    const session = await beginSession(one);
    for (const [service, id] of [
      [one, session],
      [other, session],
      [other, 'made-up'],
      [other, ''],
    ] as const) {
      const response = await service.post(legacyCall(1, 'list_tasks', {}), id === '' ? {} : { 'mcp-session-id': id });
      expect(response.headers.get('mcp-session-id')).toBe(service === one ? session : null);
      expect(gistOf(await answerOf(response))).toBe('No tasks found.');
    }
  });

  test('without a session there is nothing to listen to or to end, and subscribing says why', async () => {
    const service = await startService();
    for (const method of ['GET', 'DELETE', 'PUT', 'PATCH']) {
      const headers = { accept: 'text/event-stream', 'mcp-session-id': 'made-up' };
      const response = await fetch(service.mcp, { method, headers });
      expect([response.status, response.headers.get('allow')], method).toEqual([405, 'POST']);
    }
    const subscribe = rawRequest('legacy', 1, 'resources/subscribe', { uri: 'tasks://all' });
    expect(gistOf(await answerOf(await service.post(subscribe)))).toContain('needs a session of this process');
  });

  test('a session ends when its client says so', async () => {
    const service = await startService();
    const headers = { accept: 'text/event-stream', 'mcp-session-id': await beginSession(service) };
    const stream = await fetch(service.mcp, { headers });
    expect(stream.status).toBe(200);
    expect((await fetch(service.mcp, { method: 'DELETE', headers })).status).toBe(200);
    expect(await eventsOf(stream).next()).toEqual({ value: undefined, done: true });
    expect((await fetch(service.mcp, { headers })).status).toBe(404);
    expect((await service.post(legacyCall(1, 'list_tasks', {}), headers)).status).toBe(404);
  });
});

describe('since 2026', () => {
  test('a header that says something else than the body is refused', async () => {
    const service = await startService();
    const call = rawCall(1, 'list_tasks');
    const refused = await service.post(call, { ...MODERN, 'mcp-method': 'tools/list', 'mcp-name': 'list_tasks' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: -32020 } });
    const taken = await service.post(call, { ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'list_tasks' });
    expect(gistOf(await answerOf(taken))).toBe('No tasks found.');
    expect(taken.headers.get('mcp-session-id')).toBeNull();
  });

  test('what the protocol has no more is not there', async () => {
    const service = await startService();
    for (const method of ['resources/subscribe', 'resources/unsubscribe', 'ping', 'initialize']) {
      const response = await service.post(rawRequest('modern', 1, method), { ...MODERN, 'mcp-method': method });
      expect([response.status, gistOf(await response.json())]).toEqual([404, '-32601 Method not found']);
    }
  });

  test('an unknown resource cannot be listened to', async () => {
    const service = await startService();
    const notifications = { resourceSubscriptions: ['tasks://all', 'tasks://nope'] };
    const listen = rawRequest('modern', 1, 'subscriptions/listen', { notifications });
    const response = await service.post(listen, { ...MODERN, 'mcp-method': 'subscriptions/listen' });
    expect(gistOf(await response.json())).toBe('-32602 Unknown resource: tasks://nope');
  });
});

async function withDependent(session: Session): Promise<void> {
  await session.text('add_task', { title: 'Build it' });
  await session.text('add_task', { title: 'Ship it', blocked_by: [1] });
}

describe.each(['legacy', 'modern'] as const)('in the %s era', (era) => {
  test('a person is asked before others lose what they wait for', async () => {
    const questions: string[] = [];
    const person = (question: string) => {
      questions.push(question);
      return YES;
    };
    const session = await openSession({ over: 'http', era, person });
    await withDependent(session);
    expect(await session.text('delete_task', { task_id: 1 })).toContain('Task #1 deleted.');
    expect(questions).toHaveLength(1);
  });

  test('a call that waits ends with its client, and holds nobody up', async () => {
    const service = await startService({ env: { LOG_LEVEL: 'info' } });
    const call =
      era === 'modern'
        ? rawCall(1, 'get_changes', { wait_seconds: 50 })
        : legacyCall(1, 'get_changes', { wait_seconds: 50 });
    const headers =
      era === 'modern'
        ? { ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'get_changes' }
        : { 'mcp-session-id': await beginSession(service) };
    const aborting = new AbortController();
    const sent = fetch(service.mcp, {
      method: 'POST',
      body: JSON.stringify(call),
      signal: aborting.signal,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    }).then((response) => response.text());
    await expect.poll(() => service.said).toContain('Tool called');
    const other = await openSession({ over: 'http', era, service });
    expect(await other.text('list_tasks')).toBe('No tasks found.');
    aborting.abort();
    await expect(sent).rejects.toThrow();
    await expect.poll(() => service.said).toMatch(/"duration_ms".*get_changes|get_changes.*"duration_ms"/);
  });
});

test('replicas with one secret take up what another has asked a person', async () => {
  const env = { SECRET_KEY: 'a secret of at least thirty-two characters' };
  const one = await startService({ env });
  const other = await startService({ env, database: one.database });
  const stranger = await startService({ database: one.database });
  await withDependent(await openSession({ over: 'http', service: one }));
  const capabilities = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const { params, ...rest } = rawCall(1, 'delete_task', { task_id: 1 });
  const meta = { ...(params._meta as object), ...capabilities };
  const headers = { ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'delete_task' };
  const asked = await answerOf(await one.post({ ...rest, params: { ...params, _meta: meta } }, headers));
  const { requestState } = asked.result as { requestState: string };
  const retry = { ...rest, params: { ...params, _meta: meta, requestState, inputResponses: { confirm: YES } } };
  expect(gistOf(await answerOf(await stranger.post(retry, headers)))).toContain('Invalid or expired requestState');
  expect(gistOf(await answerOf(await other.post(retry, headers)))).toContain('Task #1 deleted.');
});

test('a listener is told of a change that another instance made, and that the stream is over', async () => {
  const service = await startService();
  const other = await startService({ database: service.database });
  const notifications = { resourceSubscriptions: ['tasks://stats'] };
  const listen = rawRequest('modern', 7, 'subscriptions/listen', { notifications });
  const events = eventsOf(await service.post(listen, { ...MODERN, 'mcp-method': 'subscriptions/listen' }));
  expect(await nextOf(events)).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
  const writer = await openSession({ over: 'http', service: other });
  await writer.text('add_task', { title: 'One' });
  expect(await nextOf(events)).toMatchObject({ params: { uri: 'tasks://stats' } });
  service.process.kill('SIGTERM');
  expect(await nextOf(events)).toMatchObject({ id: 7, result: { resultType: 'complete' } });
  expect(await service.exit()).toEqual({ code: 0, signal: null });
});
