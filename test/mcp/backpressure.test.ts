import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { lockOut } from '../support/beside.ts';
import { RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { peakMegabytes, ticksOf } from '../support/peak.ts';
import { gistOf, rawCall, rawRequest, untilSaid } from '../support/raw.ts';

const QUIET_LOOKS = 5;
const LOOK_MS = 100;

/** Resolves when the server does nothing any more, however long that takes. */
async function untilIdle({ process: { pid } }: RawServer): Promise<void> {
  let [ticks, quiet] = [ticksOf(pid), 0];
  while (quiet < QUIET_LOOKS) {
    await pause(LOOK_MS);
    const now = ticksOf(pid);
    quiet = now === ticks ? quiet + 1 : 0;
    ticks = now;
  }
}

/** A started server whose answers nobody reads from now on. */
async function unreadServer(): Promise<RawServer> {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  await server.request({ ...rawCall(0, 'get_task_stats') });
  server.process.stdout.pause();
  return server;
}

test.runIf(process.platform === 'linux').each([
  ['requests', 4_000, (id: number) => JSON.stringify(rawRequest('modern', id, 'tools/list'))],
  ['bad lines', 400_000, () => 'x'],
])(
  'a client that sends %s and reads nothing does not fill the memory, and gets every answer in the end',
  async (_, count, lineOf) => {
    const server = await unreadServer();
    const lines = Array.from({ length: count }, (_, index) => `${lineOf(index + 1)}\n`);
    server.process.stdin.end(lines.join(''));
    await untilIdle(server);
    expect(peakMegabytes(server.process.pid)).toBeLessThan(200);
    server.process.stdout.resume();
    expect(await server.exit()).toEqual({ code: 0, signal: null });
    expect(server.messages).toHaveLength(count + 1);
  },
);

test('a signal ends a server whose client reads nothing', async () => {
  const server = await unreadServer();
  for (let id = 1; id <= 2_000; id += 1) server.write(JSON.stringify(rawRequest('modern', id, 'tools/list')));
  await untilIdle(server);
  server.process.kill('SIGTERM');
  server.process.stdout.resume();
  expect(await server.exit()).toEqual({ code: 0, signal: null });
});

test('a thousand calls that wait for the database are all answered in order', async () => {
  const database = newDatabase();
  const server = new RawServer({ DATABASE_URL: database }, ['--verbose']);
  await server.request({ ...rawCall(0, 'get_task_stats') });
  const lock = await lockOut(database);
  onTestFinished(lock.release);
  const titles = Array.from({ length: 1_000 }, (_, index) => `Task ${index + 1}`);
  const answers = titles.map((title, index) => server.request({ ...rawCall(index + 1, 'add_task', { title }) }));
  await untilSaid(server, '"Task 200"');
  await lock.release();
  expect((await Promise.all(answers)).map(gistOf)).toEqual(
    titles.map((title, index) => `Created task #${index + 1}: ${title} (medium)`),
  );
});
