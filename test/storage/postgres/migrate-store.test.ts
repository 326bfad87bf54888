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

/** Begins to move a list, and is cut off before the first row has come over. */
async function cutOff(from: string, to: string): Promise<void> {
  const cut = migrateStore({ from, to }, (_, total) => {
    if (total !== undefined) throw new Error('cut off');
  });
  await expect(cut).rejects.toThrow('cut off');
}

test('a server that had the target open refuses to read and to write while a list is moved in, and then goes on', async () => {
  const [from, to] = [join(newFolder(), 'tasks.db'), newDatabase()];
  await inList(from, async (_, tool) => [await tool('add_task', { title: 'Whole' })]);
  const server = await openSession({ database: to });
  await cutOff(from, to);
  for (const refused of [server.failure('add_task', { title: 'Meanwhile' }), server.failure('list_tasks')])
    expect(await refused).toContain('Error: a list is being migrated into it, and only a part is there');
  expect(await migrateStore({ from, to }, () => {})).toMatchObject({ resumed: true });
  expect(await server.text('list_tasks')).toBe('○ #1: Whole [medium]');
});

test('what somebody else writes to the target stops the next run, and the one after begins anew', async () => {
  const [from, to] = [join(newFolder(), 'tasks.db'), newDatabase()];
  await inList(from, async (_, tool) => [await tool('add_task', { title: 'Whole' })]);
  await cutOff(from, to);
  await tamper(
    to,
    `INSERT INTO tasks (title, description, priority, status, tags, version, created_at, updated_at, created_by)
      VALUES ('Written meanwhile', '', 1, 0, '[]', 1, '', '', 'eve')`,
  );
  await tamper(to, "INSERT INTO search VALUES (1, '', '')");
  const again = () => migrateStore({ from, to }, () => {});
  await expect(again()).rejects.toMatchObject({
    message: expect.stringContaining('somebody else has written to the target'),
    next: expect.stringContaining('it begins anew'),
  });
  expect(await again()).toMatchObject({ resumed: false });
});
