import { expect, test } from 'vitest';
import { draft, newStore, titles } from '../support/stored.ts';

test('a write that throws changes nothing, and the next one works', async () => {
  const store = await newStore();
  const write = store.write(async (tx) => {
    await tx.tasks.insert(draft('Half'));
    throw new Error('changed my mind');
  });
  await expect(write).rejects.toThrow('changed my mind');
  await store.write((tx) => tx.tasks.insert(draft('Next')));
  expect(await titles(store)).toEqual(['Next']);
});

test('a read sees one moment, whatever is written meanwhile', async () => {
  const store = await newStore();
  const [seen] = await Promise.all([
    store.read(async (tx) => [await tx.tasks.count({}, 100), await tx.tasks.count({}, 100)]),
    store.write((tx) => tx.tasks.insert(draft('New'))),
  ]);
  expect(new Set(seen).size).toBe(1);
});
