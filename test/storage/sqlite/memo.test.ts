import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open.ts';
import { Connection } from '../../../src/storage/sqlite/connection.ts';
import { Memo } from '../../../src/storage/sqlite/memo.ts';
import { newDatabase } from '../../support/folder.ts';
import { draft } from '../../support/stored.ts';

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

test('rows that were kept and rows that are read anew are of one moment, and the next transaction is of another', async () => {
  const database = newDatabase();
  const store = await openStore(database, { now: () => new Date() });
  onTestFinished(() => store.close());
  const other = new DatabaseSync(database);
  onTestFinished(() => other.close());
  await store.write((tx) => tx.tasks.insert(draft('Before')));
  const read = (between: () => void) =>
    store.read(async (tx) => {
      const kept = await tx.tasks.summaries({}, undefined, 1);
      between();
      const anew = await tx.tasks.page({}, undefined, 1);
      return [...kept, ...anew].map(({ title }) => title);
    });
  await store.read((tx) => tx.tasks.summaries({}, undefined, 1));
  expect(await read(() => other.exec("UPDATE tasks SET title = 'After'"))).toEqual(['Before', 'Before']);
  expect(await read(() => {})).toEqual(['After', 'After']);
});
