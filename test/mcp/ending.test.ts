import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockOut } from '../support/beside.ts';
import { BIN, childEnvironment, RawServer } from '../support/child.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { gistOf, rawCall, rawRequest, refusal, untilSaid } from '../support/raw.ts';

/** A bound on hanging, not on speed: the server promises a second, a busy test machine gets half a second more. */
const HANGING_MS = 1_500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A server that has answered a call. */
async function startedServer(args: readonly string[] = []): Promise<RawServer> {
  const server = new RawServer({ DATABASE_URL: newDatabase() }, args);
  await server.request({ ...rawCall(1, 'get_task_stats') });
  return server;
}

/** A server with an `add_task` in progress, id 2: it waits for the database until `unlock`. */
async function busyServer() {
  const database = newDatabase();
  const server = new RawServer({ DATABASE_URL: database }, ['--verbose']);
  await server.request({ ...rawCall(1, 'get_task_stats') });
  const { release } = await lockOut(database);
  onTestFinished(release);
  server.write(JSON.stringify(rawCall(2, 'add_task', { title: 'Patience' })));
  await untilSaid(server, '"Patience"');
  return { server, unlock: release };
}

async function expectQuickEnd(server: RawServer, cause: () => void): Promise<void> {
  const start = performance.now();
  cause();
  expect(await server.exit()).toEqual({ code: 0, signal: null });
  expect(performance.now() - start).toBeLessThan(HANGING_MS);
}

function answerOf(server: RawServer, id: number): unknown {
  return server.messages.find((message) => message.id === id);
}

test('the end of input ends the server', async () => {
  const server = await startedServer();
  await expectQuickEnd(server, () => server.process.stdin.end());
  expect(server.stderr).toBe('');
});

test('the end of input ends a server that was never spoken to', async () => {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  server.process.stdin.end();
  expect(await server.exit()).toEqual({ code: 0, signal: null });
  expect(server.stderr).toBe('');
});

test('the end of input ends a running server that has had no message yet', async () => {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  await refusal(server, 'not a message');
  await expectQuickEnd(server, () => server.process.stdin.end());
});

test('the end of input in the middle of a line ends the server', async () => {
  const server = await startedServer();
  await expectQuickEnd(server, () => server.process.stdin.end('{"jsonrpc":"2.0","id":2,'));
});

test('a last line without a newline is answered', async () => {
  const server = await startedServer();
  await expectQuickEnd(server, () =>
    server.process.stdin.end(JSON.stringify(rawCall(2, 'add_task', { title: 'No newline' }))),
  );
  expect(gistOf(answerOf(server, 2))).toBe('Created task #1: No newline (medium)');
});

test.each(SIGNALS)('%s ends the server', async (signal) => {
  const server = await startedServer();
  await expectQuickEnd(server, () => server.process.kill(signal));
  expect(server.stderr).toBe('');
});

test.each(SIGNALS)('%s ends a running server that has had no message yet', async (signal) => {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  await refusal(server, 'not a message');
  await expectQuickEnd(server, () => server.process.kill(signal));
});

test('the end of input lets an answer in progress finish', async () => {
  const { server, unlock } = await busyServer();
  await expectQuickEnd(server, () => {
    server.process.stdin.end();
    void unlock();
  });
  expect(gistOf(answerOf(server, 2))).toBe('Created task #1: Patience (medium)');
});

test.each(SIGNALS)('%s lets an answer in progress finish', async (signal) => {
  const { server, unlock } = await busyServer();
  await expectQuickEnd(server, () => {
    server.process.kill(signal);
    void unlock();
  });
  expect(gistOf(answerOf(server, 2))).toBe('Created task #1: Patience (medium)');
});

test('an answer that cannot finish does not hold the end up', async () => {
  const { server } = await busyServer();
  await expectQuickEnd(server, () => server.process.stdin.end());
  expect(answerOf(server, 2)).toBeUndefined();
});

test('a cancelled request does not hold the end up', async () => {
  const server = await startedServer();
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } };
  server.write(`${JSON.stringify(rawCall(2, 'add_task', { title: 'Never mind' }))}\n${JSON.stringify(cancelled)}`);
  await server.request({ ...rawCall(3, 'get_task_stats') });
  await expectQuickEnd(server, () => server.process.stdin.end());
});

test('a second signal ends the server at once, whatever is in progress', async () => {
  const { server } = await busyServer();
  const start = performance.now();
  server.process.kill('SIGINT');
  server.process.kill('SIGTERM');
  const { code } = await server.exit();
  expect(performance.now() - start).toBeLessThan(HANGING_MS);
  expect([130, 143]).toContain(code);
  expect(answerOf(server, 2)).toBeUndefined();
});

test('a reader that has gone ends the server at its next answer', async () => {
  const server = await startedServer();
  server.process.stdout.destroy();
  await expectQuickEnd(server, () => server.write(JSON.stringify(rawCall(2, 'get_task_stats'))));
  expect(server.stderr).toBe('');
});

test('a reader that goes in the middle of a large answer ends the server', async () => {
  const server = await startedServer();
  const tasks = Array.from({ length: 50 }, (_, index) => ({
    title: `Task ${index}`,
    description: 'x'.repeat(40_000),
  }));
  await server.request({ ...rawCall(2, 'add_tasks', { tasks }) });
  server.write(JSON.stringify(rawRequest('modern', 3, 'resources/read', { uri: 'tasks://all' })));
  await once(server.process.stdout, 'data');
  await expectQuickEnd(server, () => server.process.stdout.destroy());
  expect(server.stderr).toBe('');
});

test('a reader of its logs that has gone does not end the server', async () => {
  const server = await startedServer(['--log-level=info']);
  server.process.stderr.destroy();
  for (const id of [2, 3]) {
    expect(gistOf(await server.request({ ...rawCall(id, 'get_task_stats') }))).toMatch(/^Tasks: 0/);
  }
});

test('a reader of its verbose traffic that has gone does not end the server', async () => {
  const server = await startedServer(['--verbose']);
  server.process.stderr.destroy();
  server.write(JSON.stringify(rawCall(2, 'get_task_stats')));
  server.process.stdin.end(`${JSON.stringify(rawCall(3, 'get_task_stats'))}\n`);
  expect(await server.exit()).toEqual({ code: 0, signal: null });
  expect(gistOf(answerOf(server, 3))).toMatch(/^Tasks: 0/);
});

/** Starts the server as its child, as npx does. */
const WRAPPER = 'require("node:child_process").spawn(process.execPath, process.argv.slice(1), { stdio: "inherit" })';

test('the death of its parent ends the server even when its input stays open', async () => {
  // A named pipe that is open for writing too: its reader never sees an end.
  const pipe = join(newFolder(), 'input');
  execFileSync('mkfifo', [pipe]);
  const input = openSync(pipe, 'r+');
  const wrapper = spawn(process.execPath, ['-e', WRAPPER, BIN], {
    env: childEnvironment({ DATABASE_URL: newDatabase() }),
    stdio: [input, 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    wrapper.kill('SIGKILL');
    closeSync(input);
  });
  writeSync(input, `${JSON.stringify(rawCall(1, 'get_task_stats'))}\n`);
  await once(wrapper.stdout ?? process, 'data');

  const start = performance.now();
  wrapper.kill('SIGKILL');
  // The server holds the other end of these pipes, so they close when it has ended.
  await once(wrapper, 'close');
  expect(performance.now() - start).toBeLessThan(HANGING_MS);
});

test('what was acknowledged before a signal is there at the next start', async () => {
  const database = newDatabase();
  const server = new RawServer({ DATABASE_URL: database });
  for (const id of [1, 2, 3]) await server.request({ ...rawCall(id, 'add_task', { title: `Task ${id}` }) });
  await expectQuickEnd(server, () => server.process.kill('SIGTERM'));

  const next = new RawServer({ DATABASE_URL: database });
  expect(gistOf(await next.request({ ...rawCall(1, 'get_task_stats') }))).toMatch(/^Tasks: 3 total/);
});
