import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrateStore } from '../../../src/storage/migrate-store.ts';
import { tamper } from '../../support/beside.ts';
import { fillWithEverything, inList } from '../../support/everything.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

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

test('what a server writes meanwhile to the target that it had open stops the next run, and the one after begins anew', async () => {
  const [from, to] = [join(newFolder(), 'tasks.db'), newDatabase()];
  await inList(from, async (_, tool) => [await tool('add_task', { title: 'Whole' })]);
  const server = await openSession({ database: to });
  const cutOff = migrateStore({ from, to }, (_, total) => {
    if (total !== undefined) throw new Error('cut off');
  });
  await expect(cutOff).rejects.toThrow('cut off');
  await server.text('add_task', { title: 'Written meanwhile' });
  const again = () => migrateStore({ from, to }, () => {});
  await expect(again()).rejects.toMatchObject({
    message: expect.stringContaining('somebody else has written to the target'),
    next: expect.stringContaining('it begins anew'),
  });
  expect(await again()).toMatchObject({ resumed: false });
});
