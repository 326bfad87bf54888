import type { DatabaseSync } from 'node:sqlite';
import { sqlite as SCHEMA } from '../src/storage/migrations/0001-tasks.ts';

/** One row a transaction into a table without an index. */
export function insertRow(database: DatabaseSync): () => void {
  database.exec('CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO tasks (title) VALUES (?)');
  return () => void insert.run('Review the pull request');
}

/** A task in our tables with what makes it countable and searchable, but without a log, a check or a word of our code. */
export function insertTask(database: DatabaseSync): () => void {
  for (const statement of SCHEMA) database.exec(statement);
  const now = new Date().toISOString();
  const task = database.prepare(`
    INSERT INTO tasks (title, description, priority, status, tags, version, created_at, updated_at, created_by)
    VALUES (?, '', 1, 0, '[]', 1, '${now}', '${now}', 'bench') RETURNING id`);
  const count = database.prepare(`
    INSERT INTO counts VALUES ('*', 1, 0, 1), ('', 1, 0, 1) ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const search = database.prepare('INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)');
  return () => {
    database.exec('BEGIN IMMEDIATE');
    const { id = null } = task.get('Review the pull request') ?? {};
    count.run();
    search.run(id, 'review the pull request', 'pending');
    database.exec('COMMIT');
  };
}
