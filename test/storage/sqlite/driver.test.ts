import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Tx } from '../../../src/domain/store.ts';
import { dialectOf, QueueDriver } from '../../../src/storage/sqlite/driver.ts';
import { newDatabase } from '../../support/folder.ts';
import { draft, newStore, titles } from '../../support/stored.ts';

const FOREIGN: readonly (readonly [what: string, wait: () => Promise<unknown>])[] = [
  ['an immediate', () => new Promise((resolve) => setImmediate(resolve))],
  ['a timer', () => sleep(5)],
  ['a file', () => readFile(new URL(import.meta.url))],
];

test.for(FOREIGN)('a write that awaits %s is rolled back and throws', async ([, wait]) => {
  const store = await newStore();
  const write = store.write(async (tx) => {
    await tx.tasks.insert(draft('Half'));
    await wait();
    await tx.tasks.insert(draft('Other half'));
  });
  await expect(write).rejects.toThrow('awaited something other than the database');
  expect(await titles(store)).toEqual([]);
  await store.write((tx) => tx.tasks.insert(draft('Next')));
  expect(await titles(store)).toEqual(['Next']);
});

test('a read that awaits something else throws', async () => {
  const store = await newStore();
  const read = store.read(async (tx) => {
    await new Promise((resolve) => setImmediate(resolve));
    return tx.tasks.page({}, undefined, 1);
  });
  await expect(read).rejects.toThrow('awaited something other than the database');
  expect(await titles(store)).toEqual([]);
});

test('a write that awaits a timer which is due at once is rolled back, whenever it began', async () => {
  const store = await newStore();
  await new Promise((resolve) => setImmediate(resolve));
  const write = store.write(async (tx) => {
    await tx.tasks.insert(draft('Half'));
    const timer = sleep(1);
    const due = performance.now() + 5;
    while (performance.now() < due);
    await timer;
  });
  await expect(write).rejects.toThrow('awaited something other than the database');
});

test('fifty writes at once are done in the order in which they came', async () => {
  const store = await newStore();
  const numbers = Array.from({ length: 50 }, (_, index) => `Write ${index}`);
  const tasks = await Promise.all(numbers.map((title) => store.write((tx) => tx.tasks.insert(draft(title)))));
  expect(tasks.map(({ id }) => id)).toEqual(numbers.map((_, index) => index + 1));
  expect(await titles(store)).toEqual(numbers);
});

test('writes of several statements never mix', async () => {
  const store = await newStore();
  const pair = (name: string) => async (tx: Tx) => {
    await tx.tasks.insert(draft(`${name} 1`));
    await tx.tasks.insert(draft(`${name} 2`));
  };
  await Promise.all(['a', 'b', 'c'].map((name) => store.write(pair(name))));
  expect(await titles(store)).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'c 1', 'c 2']);
});

function newDriver() {
  const database = new DatabaseSync(newDatabase(), { timeout: 0 });
  const kysely = new Kysely<Record<string, never>>({ dialect: dialectOf(new QueueDriver(database, 'BEGIN')) });
  onTestFinished(() => kysely.destroy());
  return (value: unknown) => sql<{ value: unknown }>`SELECT ${value} AS value`.execute(kysely);
}

const CHANGED: readonly (readonly [what: string, value: unknown])[] = [
  ['a date', new Date()],
  ['an object', { id: 1 }],
  ['a list', [1]],
  ['undefined', undefined],
  ['not-a-number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a symbol', Symbol('x')],
];

test.for(CHANGED)('%s, which SQLite would silently change, is refused', async ([, value]) => {
  await expect(newDriver()(value)).rejects.toThrow('cannot be stored');
});

test('text that SQLite would silently change is refused', async () => {
  await expect(newDriver()('half \uD83D')).rejects.toThrow('cannot be stored');
});

const KEPT: readonly (readonly [what: string, value: unknown, back: unknown])[] = [
  ['null', null, null],
  ['text with NUL and emoji', 'a\0b 👨‍👩‍👧', 'a\0b 👨‍👩‍👧'],
  ['a whole number up to 2^53', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['a bigint', 12n, 12],
  ['true', true, 1],
  ['false', false, 0],
];

test.for(KEPT)('%s comes back as it went in', async ([, value, back]) => {
  expect((await newDriver()(value)).rows).toEqual([{ value: back }]);
});
