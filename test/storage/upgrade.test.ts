import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SQLITE_MIGRATIONS } from '../../src/storage/migrations/index.ts';
import { APPLICATION_ID } from '../../src/storage/sqlite/inspect.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

const TITLE = 'Made by version 1';

/** A list as schema version 1 left it, in write-ahead mode, with one task. */
function listOfVersion1(): string {
  const path = newDatabase();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  for (const statement of SQLITE_MIGRATIONS[0] ?? []) database.exec(statement);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1;
    INSERT INTO tasks (title, description, priority, status, tags, version, created_at, updated_at, created_by)
      VALUES ('${TITLE}', '', 1, 0, '[]', 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'ada');
    INSERT INTO counts VALUES ('*', 1, 0, 1), ('', 1, 0, 1);`);
  database.close();
  return path;
}

function read(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

const filesBeside = (path: string) => readdirSync(dirname(path)).filter((name) => !/-(wal|shm)$/.test(name));

test('a list of schema version 1 opens with its tasks, and is kept beside as it was', async () => {
  const database = listOfVersion1();
  const session = await openSession({ database });
  expect(await session.text('list_tasks')).toBe(`○ #1: ${TITLE} [medium]`);
  expect(read(database, 'PRAGMA user_version')).toEqual([{ user_version: SQLITE_MIGRATIONS.length }]);
  const copy = `${database}.v1-backup`;
  expect(read(copy, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(read(copy, 'SELECT title FROM tasks')).toEqual([{ title: TITLE }]);
  expect((statSync(copy).mode & 0o777).toString(8)).toBe('600');
  expect(filesBeside(database)).toEqual(['tasks.db', 'tasks.db.v1-backup']);
});

test('a list of today is not copied', async () => {
  const { database } = await openSession();
  await openSession({ database });
  expect(filesBeside(database)).toEqual(['tasks.db']);
});

test.for([1, 2, 3])('eight processes that upgrade at once all work on one list, round %i', async () => {
  const database = listOfVersion1();
  const sessions = await Promise.all(Array.from({ length: 8 }, () => openSession({ over: 'stdio', database })));
  const added = await Promise.all(sessions.map((session) => session.data('add_task', { title: 'Added' })));
  expect(added).toHaveLength(8);
  expect(await sessions[0]?.text('get_task_stats')).toMatch(/^Tasks: 9 total/);
  expect(read(database, 'SELECT count(*) AS rows FROM meta')).toEqual([{ rows: 1 }]);
  expect(read(`${database}.v1-backup`, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(filesBeside(database)).toEqual(['tasks.db', 'tasks.db.v1-backup']);
});

test('a copy that is there already stays', async () => {
  const database = listOfVersion1();
  writeFileSync(`${database}.v1-backup`, 'older');
  await openSession({ database });
  expect(statSync(`${database}.v1-backup`).size).toBe(5);
});
