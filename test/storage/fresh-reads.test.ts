import { expect, test } from 'vitest';
import { openSession, type Session } from '../support/session.ts';
import { newStore } from '../support/stored.ts';

const ROUNDS = 30;

/** Reads twice: what the first one found may be kept for the second. */
async function seenBy(session: Session): Promise<string> {
  await session.text('list_tasks', { limit: 200 });
  const list = await session.text('list_tasks', { limit: 200 });
  const stats = await session.text('get_task_stats');
  return `${list.split('\n').length} listed, ${/\d+ total/.exec(stats)?.[0]}`;
}

const seen = (count: number) => `${count} listed, ${count} total`;

test('of two processes on one database each sees what the other was acknowledged, at once and every time', async () => {
  const one = await openSession({ over: 'stdio' });
  const other = await openSession({ over: 'memory', database: one.database });
  for (let round = 1; round <= ROUNDS; round++) {
    await (round % 2 === 0 ? one : other).text('add_task', { title: `Task ${round}` });
    expect(await Promise.all([seenBy(one), seenBy(other)])).toEqual([seen(round), seen(round)]);
  }
});

test('a service sees its own acknowledged write at once, whatever it reads meanwhile', async () => {
  const session = await openSession({ over: 'http' });
  for (let round = 1; round <= ROUNDS; round++) {
    const meanwhile = Array.from({ length: 8 }, () => session.text('list_tasks'));
    await session.text('add_task', { title: `Task ${round}` });
    expect(await seenBy(session)).toBe(seen(round));
    await Promise.all(meanwhile);
  }
});

test('a process that reads while another writes never sees less than was acknowledged, nor less than before', async () => {
  const writer = await openSession({ over: 'stdio' });
  const reader = await openSession({ over: 'stdio', database: writer.database });
  let acknowledged = 0;
  const writing = (async () => {
    for (let round = 0; round < ROUNDS * 4; round++) {
      await writer.text('add_task', { title: `Task ${round}` });
      acknowledged++;
    }
  })();
  let before = 0;
  while (acknowledged < ROUNDS * 4) {
    const least = Math.max(acknowledged, before);
    before = Number(/(\d+) total/.exec(await reader.text('get_task_stats'))?.[1]);
    expect(before).toBeGreaterThanOrEqual(least);
  }
  await writing;
});

test('what a write has rolled back is in no answer, before or after', async () => {
  const store = await newStore();
  const total = () => store.read((tx) => tx.stats.tally());
  const write = store.write(async (tx) => {
    await tx.stats.adjust({ project: null, priority: 'low', status: 'pending', count: 1 });
    throw new Error('changed my mind');
  });
  const [, during] = await Promise.all([expect(write).rejects.toThrow('changed my mind'), total()]);
  expect([during, await total()]).toEqual([[], []]);
});
