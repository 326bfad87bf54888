import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrateStore } from '../../../src/storage/migrate-store.ts';
import { tamper } from '../../support/beside.ts';
import { fillWithEverything, inList } from '../../support/everything.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';

test('a character that Postgres cannot hold is named by the task it stands in', async () => {
  const from = join(newFolder(), 'tasks.db');
  await inList(from, async (_, tool) => [await tool('add_task', { title: 'Whole' })]);
  await tamper(from, 'UPDATE tasks SET description = char(65, 0, 66)');
  await expect(migrateStore({ from, to: newDatabase() }, () => {})).rejects.toThrow(
    'Postgres cannot hold the character U+0000, which stands in a row of tasks, of task #1.',
  );
});

test('a list moves from one schema to another, and its changes are told in their order', async () => {
  const [file, from, to] = [join(newFolder(), 'tasks.db'), newDatabase(), newDatabase()];
  await fillWithEverything(file);
  await migrateStore({ from: file, to: from }, () => {});
  await migrateStore({ from, to }, () => {});
  const told = (database: string) => inList(database, ({ store }) => store.read((tx) => tx.changes.since(0, 100)));
  expect(await told(to)).toEqual(await told(file));
});
