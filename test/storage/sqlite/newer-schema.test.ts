import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SQLITE_MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { openSession } from '../../support/session.ts';

const REFUSAL = [
  `Error: another version of task-manager-mcp has changed the database (schema 999, this one knows ${SQLITE_MIGRATIONS.length})`,
  'Restart this server with the version that was installed last.',
].join('\n');

function upgrade(database: string, version: number): void {
  const newer = new DatabaseSync(database);
  newer.exec(`PRAGMA user_version = ${version}`);
  newer.close();
}

test('a server whose database a newer one has upgraded refuses to read and to write, and says what to do', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  upgrade(session.database, 999);
  expect(await session.failure('list_tasks')).toBe(REFUSAL);
  expect(await session.failure('get_task_stats')).toBe(REFUSAL);
  expect(await session.failure('search_tasks', { query: 'review' })).toBe(REFUSAL);
  expect(await session.failure('add_task', { title: 'Second' })).toBe(REFUSAL);
  expect(await session.failure('complete_task', { task_id: 1 })).toBe(REFUSAL);
  await expect(session.resource('tasks://all')).rejects.toThrow(REFUSAL.replace('Error: ', '').replace('\n', '. '));
});

test('nothing of a write that a newer schema refused is left', async () => {
  const session = await openSession();
  upgrade(session.database, 999);
  await session.failure('add_task', { title: 'Second' });
  upgrade(session.database, SQLITE_MIGRATIONS.length);
  expect(await session.text('list_tasks')).toBe('No tasks found.');
  expect(await session.text('add_task', { title: 'First' })).toBe('Created task #1: First (medium)');
});
