import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { lockOut } from '../support/beside.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

/** Locks everybody out for so long. */
async function holdFor(ms: number, database: string): Promise<void> {
  const { release } = await lockOut(database);
  const timer = setTimeout(release, ms);
  onTestFinished(() => {
    clearTimeout(timer);
    return release();
  });
}

test('two processes that write at once lose nothing and see no lock', async () => {
  const database = newDatabase();
  const sessions = await Promise.all([1, 2].map(() => openSession({ over: 'stdio', database })));
  const texts = await Promise.all(
    sessions.flatMap((session) =>
      Array.from({ length: 100 }, (_, index) => session.text('add_task', { title: `Task ${index}` })),
    ),
  );
  const ids = new Set(texts.map((text) => /^Created task #(\d+)/.exec(text)?.[1]));
  expect(ids.size).toBe(200);
  expect(await sessions[0]?.text('get_task_stats')).toMatch(/^Tasks: 200 total/);
  expect(await audit(database)).toEqual([]);
});

test('a writer that is locked out for 2 s keeps its event loop turning, can be read from, and then succeeds', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'First' });
  const reader = await openSession({ database: session.database });
  await holdFor(2_000, session.database);
  const start = performance.now();
  const ticks = [start];
  const timer = setInterval(() => ticks.push(performance.now()), 10);
  onTestFinished(() => clearInterval(timer));
  const writing = session.text('add_task', { title: 'Second' });
  expect(await reader.text('list_tasks')).toBe('○ #1: First [medium]');
  expect(await writing).toBe('Created task #2: Second (medium)');
  const waited = performance.now() - start;
  const gaps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick));
  expect(waited).toBeGreaterThan(1_500);
  expect(ticks.length).toBeGreaterThan(50);
  expect(Math.max(...gaps)).toBeLessThan(750);
});

test('a server that waits for a lock still answers', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'First' });
  await holdFor(1_500, session.database);
  const writing = session.text('add_task', { title: 'Second' });
  const first = await Promise.race([writing, session.client.listTools()]);
  expect(first).toMatchObject({ tools: expect.any(Array) });
  expect(await writing).toBe('Created task #2: Second (medium)');
});
