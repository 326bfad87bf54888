import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SQLITE_MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { audit } from '../../support/audit.ts';
import { listOfVersion1, listOfVersion2 } from '../../support/older-lists.ts';
import { openSession } from '../../support/session.ts';
import { idsOf } from '../../support/tasks.ts';

const TITLE = 'Made by version 1';

function read(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

const filesBeside = (path: string) => readdirSync(dirname(path)).filter((name) => !/-(wal|shm)$/.test(name));

test('a list of schema version 1 opens with its tasks, and is kept beside as it was', async () => {
  const database = listOfVersion1(TITLE);
  const session = await openSession({ database });
  expect(await session.text('list_tasks')).toBe(`○ #1: ${TITLE} [medium]`);
  expect(read(database, 'PRAGMA user_version')).toEqual([{ user_version: SQLITE_MIGRATIONS.length }]);
  const copy = `${database}.v1-backup`;
  expect(read(copy, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(read(copy, 'SELECT title FROM tasks')).toEqual([{ title: TITLE }]);
  expect((statSync(copy).mode & 0o777).toString(8)).toBe('600');
  expect(filesBeside(database)).toEqual(['tasks.db', 'tasks.db.v1-backup']);
});

test('a list of schema version 2 is copied, then opens with all it held, and works on', async () => {
  const database = listOfVersion2();
  const session = await openSession({ database });
  const copy = `${database}.v2-backup`;
  expect(read(copy, 'PRAGMA user_version')).toEqual([{ user_version: 2 }]);
  expect(read(copy, 'SELECT title FROM tasks')).toHaveLength(3);
  expect(filesBeside(database)).toEqual(['tasks.db', 'tasks.db.v2-backup']);
  expect(await audit(database)).toEqual([]);
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { title: 'Review PR', parent_id: null, blocked_by: [], version: 1 },
    notes: [{ text: 'waits for the key' }],
  });
  expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual([1, 2]);
  expect(await idsOf(session, 'search_tasks', { query: 'key' })).toEqual([1]);
  await session.text('update_task', { task_id: 2, blocked_by: [1], parent_id: 1 });
  expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual([1]);
  expect(await session.text('complete_task', { task_id: 1 })).toBe(
    'Task #1 completed.\nNow ready: #2.\nStill open: subtask #2.',
  );
  expect(await audit(database)).toEqual([]);
});

test('a list of today is not copied', async () => {
  const { database } = await openSession();
  await openSession({ database });
  expect(filesBeside(database)).toEqual(['tasks.db']);
});

test.for([1, 2, 3])('eight processes that upgrade at once all work on one list, round %i', async () => {
  const database = listOfVersion1(TITLE);
  const sessions = await Promise.all(Array.from({ length: 8 }, () => openSession({ over: 'stdio', database })));
  const added = await Promise.all(sessions.map((session) => session.data('add_task', { title: 'Added' })));
  expect(added).toHaveLength(8);
  expect(await sessions[0]?.text('get_task_stats')).toMatch(/^Tasks: 9 total/);
  expect(read(database, 'SELECT count(*) AS rows FROM meta')).toEqual([{ rows: 1 }]);
  expect(read(`${database}.v1-backup`, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(filesBeside(database)).toEqual(['tasks.db', 'tasks.db.v1-backup']);
});

test('a copy that is there already stays', async () => {
  const database = listOfVersion1(TITLE);
  writeFileSync(`${database}.v1-backup`, 'older');
  await openSession({ database });
  expect(statSync(`${database}.v1-backup`).size).toBe(5);
});
