import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openTaskManager } from '../../src/index.ts';
import { BIN, childEnvironment, RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { gistOf, openingLines, rawRequest, untilSaid } from '../support/raw.ts';
import { ERAS, type Era, openSession, TRANSPORTS } from '../support/session.ts';
import { LONG, waiting } from '../support/waiting.ts';

const PAGE = 20;

const CASES = TRANSPORTS.flatMap((over) => ERAS.map((era) => ({ over, era })));

describe.each(CASES)('over $over in the $era era, a call that waits', (options) => {
  test('is ended by a later write of its own connection, and holds none up', async () => {
    const session = await openSession(options);
    const { text } = await waiting(session, { since: 0 });
    expect(await session.text('add_task', { title: 'Review PR' })).toMatch(/^Created/);
    expect(await text).toMatch(/^1 \S+ \S+ created #1: Review PR\ncursor: 1$/);
  });

  test('waits without a cursor for the first change from now on', async () => {
    const session = await openSession(options);
    await session.text('add_task', { title: 'Before' });
    let text: string | undefined;
    const answer = session.text('get_changes', LONG).then((told) => {
      text = told;
    });
    // Which of two calls on two connections is begun first is nobody's promise.
    while (text === undefined) {
      await session.text('add_task', { title: 'From now on' });
      // In memory nothing else would have its turn.
      await setImmediate();
    }
    await answer;
    const told = String(text).split('\n');
    const cursor = told.pop();
    const ids = told.map((line) => /^(\d+) \S+ \S+ created #\1: From now on$/.exec(line)?.[1]);
    // The first of them is the next after what was there before, and none is left out.
    expect(ids).toEqual(ids.map((_, index) => String(Number(ids[0]) + index)));
    // A page that is full may have been written in the middle of those that were added.
    const more = ids.length === PAGE ? '(more follow; )?' : '';
    expect(cursor).toMatch(new RegExp(`^${more}cursor: ${ids.at(-1)}$`));
  });

  test('is ended by the time', async () => {
    const session = await openSession(options);
    const start = performance.now();
    expect(await session.text('get_changes', { since: 0, wait_seconds: 1 })).toBe('No changes; cursor: 0');
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  test('runs after the writes before it, and does not wait for what has happened', async () => {
    const session = await openSession(options);
    const [, text] = await Promise.all([
      session.text('add_task', { title: 'Review PR' }),
      session.text('get_changes', { since: 0, ...LONG }),
    ]);
    expect(text).toMatch(/Review PR\ncursor: 1$/);
  });

  test('can be cancelled, and the server is free for others', async () => {
    const session = await openSession(options);
    const cancel = new AbortController();
    const { text } = await waiting(session, { since: 0 }, cancel.signal);
    cancel.abort();
    await expect(text).rejects.toThrow();
    await session.text('add_task', { title: 'Review PR' });
    expect(await session.text('get_changes', { since: 0 })).toMatch(/Review PR\ncursor: 1$/);
  });
});

test.each(ERAS)('in the %s era a call is ended by what another process writes', async (era) => {
  const database = newDatabase();
  const session = await openSession({ over: 'stdio', era, database });
  const other = await openSession({ over: 'stdio', database, env: { TASK_ACTOR: 'grace' } });
  const { text } = await waiting(session, { since: 0 });
  await other.text('add_task', { title: 'Review PR' });
  expect(await text).toMatch(/^1 \S+ grace created #1: Review PR\ncursor: 1$/);
});

test('only a change in its project ends a call that names one', async () => {
  const session = await openSession();
  const { text } = await waiting(session, { since: 0, project: 'web' });
  await session.text('add_task', { title: 'Elsewhere', project: 'ios' });
  await session.text('add_task', { title: 'Here', project: 'web' });
  expect(await text).toMatch(/^2 .*: Here\ncursor: 2$/);
});

test('one change ends every call that waits for it', async () => {
  const session = await openSession();
  const calls = await Promise.all([1, 2, 3, 4, 5].map(() => waiting(session, {})));
  await session.text('add_task', { title: 'Review PR' });
  for (const { text } of calls) expect(await text).toMatch(/Review PR\ncursor: 1$/);
});

/** A raw server with a call that waits, id 2. */
async function waitingServer(era: Era): Promise<RawServer> {
  const server = new RawServer({ DATABASE_URL: newDatabase(), LOG_LEVEL: 'info' });
  const opened = server.next(0);
  for (const line of openingLines(era)) server.write(line);
  await opened;
  const wait = { name: 'get_changes', arguments: { since: 0, ...LONG } };
  server.write(JSON.stringify(rawRequest(era, 2, 'tools/call', wait)));
  const write = { name: 'complete_task', arguments: { task_id: 999 } };
  await server.request({ ...rawRequest(era, 3, 'tools/call', write) });
  return server;
}

const ENDS = [
  ['the end of input', (server: RawServer) => server.process.stdin.end()],
  ['SIGTERM', (server: RawServer) => server.process.kill('SIGTERM')],
] as const;
const ENDS_BY_ERA = ENDS.flatMap(([what, end]) => ERAS.map((era) => ({ what, end, era })));

test.each(ENDS_BY_ERA)('in the $era era $what ends a call that waits, and then the server', async ({ end, era }) => {
  const server = await waitingServer(era);
  const start = performance.now();
  end(server);
  expect(await server.exit()).toEqual({ code: 0, signal: null });
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(gistOf(server.messages.find(({ id }) => id === 2))).toBe('No changes; cursor: 0');
});

test.each(ERAS)('in the %s era a cancelled call ends in the server too, without an answer', async (era) => {
  const server = await waitingServer(era);
  server.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }));
  await untilSaid(server, 'Tool success');
  server.process.stdin.end();
  expect(await server.exit()).toEqual({ code: 0, signal: null });
  expect(server.messages.filter(({ id }) => id === 2)).toEqual([]);
});

test('closing the library ends a call that waits', async () => {
  const tasks = await openTaskManager({ url: newDatabase() });
  await tasks.call('add_task', { title: 'Review PR' });
  const text = tasks.call('get_changes', { since: 1, ...LONG });
  await tasks.call('list_tasks');
  await Promise.all([
    expect(text).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('closed') }),
    tasks.close(),
  ]);
});

test('Ctrl+C ends the command that waits, without a word', async () => {
  const env = childEnvironment({ DATABASE_URL: newDatabase(), LOG_LEVEL: 'info' });
  const child = spawn(process.execPath, [BIN, 'log', '--wait-seconds', '50'], { env });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGINT');
  expect(child.stdout.read()).toBeNull();
});
