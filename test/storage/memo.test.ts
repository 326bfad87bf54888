import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { Connection } from '../../src/storage/sqlite/connection.ts';
import { Memo } from '../../src/storage/sqlite/memo.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession, type Session } from '../support/session.ts';

const ROUNDS = 30;

/** Reads twice: what the first one found may be kept for the second. */
async function seenBy(session: Session): Promise<string> {
  await session.text('list_tasks', { limit: 200 });
  const list = await session.text('list_tasks', { limit: 200 });
  const stats = await session.text('get_task_stats');
  return `${list.split('\n').length} listed, ${/\d+ total/.exec(stats)?.[0]}`;
}

const seen = (count: number) => `${count} listed, ${count} total`;

test('of two processes on one file each sees what the other was acknowledged, at once and every time', async () => {
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
  const store = await openStore(newDatabase(), { now: () => new Date() });
  onTestFinished(() => store.close());
  const total = () => store.read((tx) => tx.stats.tally());
  const write = store.write(async (tx) => {
    await tx.stats.adjust({ project: null, priority: 'low', status: 'pending', count: 1 });
    throw new Error('changed my mind');
  });
  const [, during] = await Promise.all([expect(write).rejects.toThrow('changed my mind'), total()]);
  expect([during, await total()]).toEqual([[], []]);
});

async function newConnection() {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  const connection = new Connection(database);
  connection.memo = new Memo();
  connection.memo.begin(1);
  const ask = async (value: unknown, sql = 'SELECT ? AS value') =>
    (await connection.executeQuery<{ value: unknown }>(CompiledQuery.raw(sql, [value]))).rows;
  return { connection, ask };
}

test('the same question is answered by the same rows, which nobody can change, until the database has changed', async () => {
  const { connection, ask } = await newConnection();
  const rows = await ask('a');
  expect(await ask('a')).toBe(rows);
  expect(Object.isFrozen(rows) && rows.every((row) => Object.isFrozen(row))).toBe(true);
  expect(connection.memo?.isOf(1)).toBe(true);
  expect(connection.memo?.isOf(2)).toBe(false);
  connection.memo?.begin(2);
  expect(await ask('a')).not.toBe(rows);
});

test('questions that differ in a value or only in its kind have answers of their own', async () => {
  const { ask } = await newConnection();
  const values = [1, '1', 'a', null, 'null'];
  for (const value of [...values, ...values]) expect((await ask(value))[0]?.value).toBe(value);
});

test('bytes and large answers are not kept, and what is kept is bounded', async () => {
  const { ask } = await newConnection();
  for (const [value, sql] of [['x', 'SELECT zeroblob(1) AS value, ? AS other'], ['x'.repeat(200_000)]] as const)
    expect(await ask(value, sql)).not.toBe(await ask(value, sql));
  const first = await ask('first');
  for (let number = 0; number < 40; number++) await ask(`${number}${'x'.repeat(40_000)}`);
  expect(await ask('first')).not.toBe(first);
});
