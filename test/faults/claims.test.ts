import { expect, test } from 'vitest';
import { claimAll, workWhileKilled } from '../proof/claimers.ts';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';

test('processes that claim at once are each given tasks of their own, and all are given', async () => {
  const database = newDatabase();
  const claims = await claimAll(database, { processes: 4, tasks: 100 });
  expect([...claims.values()]).toEqual(Array.from({ length: 100 }, () => 1));
  expect(await audit(database)).toEqual([]);
});

test('what killed and late workers have claimed is completed by others, once', async () => {
  const database = newDatabase();
  const { completed, wrong } = await workWhileKilled(database, { processes: 2, tasks: 30 });
  expect({ completed, wrong }).toEqual({ completed: 30, wrong: [] });
  expect(await audit(database)).toEqual([]);
});
