import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { findToken } from '../../src/domain/find-token.ts';
import { migrateStore } from '../../src/storage/migrate-store.ts';
import { openStore } from '../../src/storage/open.ts';
import { TABLES } from '../../src/storage/transfer/tables.ts';
import { audit } from '../support/audit.ts';
import { look, tamper } from '../support/beside.ts';
import { fillWithEverything, inList } from '../support/everything.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { stateOf } from '../support/state.ts';

const newFile = () => join(newFolder(), 'tasks.db');
const move = (from: string, to: string, onProgress = () => {}) => migrateStore({ from, to }, onProgress);

/** All rows of a file but those of the search index, whose pages depend on how it was written. */
async function rowsOf(file: string) {
  const { sqlite_sequence = [], ...tables } = await stateOf(file);
  const own = Object.entries(tables).filter(([name]) => !name.startsWith('search'));
  const highest = sqlite_sequence.map(({ name, seq }) => `${name}: ${seq}`).sort();
  return { ...Object.fromEntries(own), highest };
}

/** Begins to move a list, and is cut off when this share of it has come over. */
async function cutOff(from: string, to: string, share: number): Promise<void> {
  const cut = new Error('cut off');
  const onProgress = (done: number, total: number | undefined) => {
    if (total !== undefined && done >= share * total) throw cut;
  };
  await expect(migrateStore({ from, to }, onProgress)).rejects.toBe(cut);
}

test('every row of every table comes to another database and back, and is the same', async () => {
  const [from, to, back] = [newFile(), newDatabase(), newFile()];
  await fillWithEverything(from);
  const before = await rowsOf(from);
  expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
  const { tables, resumed } = await move(from, to);
  expect(resumed).toBe(false);
  expect(tables.filter(({ rows }) => rows === 0)).toEqual([]);
  expect(await audit(to)).toEqual([]);
  expect((await move(to, back)).tables).toEqual(tables);
  expect(await rowsOf(back)).toEqual(before);
  expect(await rowsOf(from)).toEqual(before);
  expect(await audit(back)).toEqual([]);
});

test('a list that has moved goes on: search, undo, keys, cursors, sign-in and new ids', async () => {
  const [from, to] = [newFile(), newDatabase()];
  const secret = await fillWithEverything(from);
  const { cursor, undone } = await inList(from, async ({ store }) => {
    const [last] = await store.read((tx) => tx.changes.newest(1));
    return { cursor: await store.read((tx) => tx.changes.head()), undone: last?.group };
  });
  await move(from, to);
  await inList(to, async (call, tool) => {
    expect(await findToken(call, secret)).toMatchObject({ name: 'kept' });
    expect(await tool('search_tasks', { query: 'rhubarb' })).toContain('#4');
    expect(await tool('search_tasks', { query: 'nothing taken back' })).toBe('No tasks found.');
    expect(await tool('add_task', { title: 'Added by its key', idempotency_key: 'once' })).toContain('#8');
    expect(await tool('get_changes', { since: cursor })).not.toContain('#');
    expect(await tool('undo', { change_id: undone })).toContain('#10');
    expect(await tool('add_task', { title: 'The next one' })).toContain('#11');
    expect(await tool('get_changes', { since: cursor })).toMatch(/#10[\s\S]*#11/);
  });
  expect(await audit(to)).toEqual([]);
});

test.for([0, 0.3, 0.7, 0.9])('one that was cut off after %d of it is no list, and then goes on', async (share) => {
  const [from, to, back] = [newFile(), newDatabase(), newFile()];
  await fillWithEverything(from);
  await cutOff(from, to, share);
  await expect(openStore(to, {})).rejects.toThrow('a list is being migrated into it, and only a part is there');
  await expect(move(to, newFile())).rejects.toThrow('only a part is there');
  expect(await move(from, to)).toMatchObject({ resumed: true });
  await move(to, back);
  expect(await rowsOf(back)).toEqual(await rowsOf(from));
  expect(await audit(back)).toEqual([]);
});

test('when the source was changed since it was cut off, it begins anew', async () => {
  const [from, to, back] = [newFile(), newDatabase(), newFile()];
  await fillWithEverything(from);
  await cutOff(from, to, 0.9);
  await inList(from, async (_, tool) => [
    await tool('undo'),
    await tool('update_task', { task_id: 2, title: 'Other' }),
  ]);
  expect(await move(from, to)).toMatchObject({ resumed: false });
  await move(to, back);
  expect(await rowsOf(back)).toEqual(await rowsOf(from));
  expect(await audit(back)).toEqual([]);
});

test('a source that is changed while it is read is told of, and the target is no list', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await fillWithEverything(from);
  let isChanged = false;
  const change = (_: number, total: number | undefined) => {
    if (total === undefined || isChanged) return;
    isChanged = true;
    const file = new DatabaseSync(from);
    file.exec("UPDATE tokens SET last_used_at = '2026-11-22T10:00:00.000Z'");
    file.close();
  };
  await expect(migrateStore({ from, to }, change)).rejects.toThrow('the list was changed while it was read (tokens)');
  await expect(openStore(to, {})).rejects.toThrow('only a part is there');
  expect(await move(from, to)).toMatchObject({ resumed: false });
});

test('what has arrived differently is told of, and then sent anew', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await fillWithEverything(from);
  await cutOff(from, to, 0.9);
  await tamper(to, "UPDATE tasks SET title = 'Not what was sent' WHERE id = 2");
  await expect(move(from, to)).rejects.toThrow('what has arrived is not what was sent (tasks)');
  expect(await move(from, to)).toMatchObject({ resumed: false });
  expect(await audit(to)).toEqual([]);
});

test('a target with anything in it is refused and stays as it is', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await fillWithEverything(from);
  await inList(to, (_, tool) => tool('add_task', { title: 'Mine' }));
  const before = await stateOf(to);
  await expect(move(from, to)).rejects.toThrow('the target holds a list that is not empty');
  expect(await stateOf(to)).toEqual(before);
});

test('a target that holds a part of another list is refused and stays as it is', async () => {
  const [from, other, to] = [newFile(), newFile(), newDatabase()];
  await fillWithEverything(from);
  await fillWithEverything(other);
  await cutOff(from, to, 0.5);
  const before = await stateOf(to);
  await expect(move(other, to)).rejects.toThrow('the target holds a part of another list');
  expect(await stateOf(to)).toEqual(before);
});

test('a list is not moved to where it is, be it full or empty', async () => {
  const [full, empty] = [newDatabase(), newDatabase()];
  await fillWithEverything(full);
  await inList(empty, async () => {});
  for (const database of [full, empty]) {
    const before = await stateOf(database);
    await expect(move(database, database)).rejects.toThrow('source and target are the same list');
    expect(await stateOf(database)).toEqual(before);
  }
});

test('where there is no list, nothing is moved', async () => {
  await expect(move(newDatabase(), newFile())).rejects.toThrow('there is no task list yet');
});

test('an empty list can be a target, and a list without tasks a source', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await inList(from, async () => {});
  await inList(to, async () => {});
  await move(from, to);
  expect(await inList(to, (_, tool) => tool('add_task', { title: 'First' }))).toContain('#1');
});

test('every column that a database does not derive is moved', async () => {
  const database = newDatabase();
  await inList(database, async () => {});
  const columns = await look(database, ({ kind, all }) =>
    all(
      kind === 'sqlite'
        ? `SELECT t.name || '.' || c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'search%'`
        : `SELECT table_name || '.' || column_name AS "column" FROM information_schema.columns
            WHERE table_schema = current_schema() AND is_generated = 'NEVER'
              AND table_name NOT IN ('search', 'schema_version') AND (table_name, column_name) NOT IN (('changes', 'tx'), ('meta', 'line'))`,
    ),
  );
  const moved = TABLES.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`));
  expect(moved.toSorted()).toEqual(columns.map(({ column }) => column).toSorted());
});
