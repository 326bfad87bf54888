import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

test('a server whose file was replaced refuses to read and write the old one', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'In the old file' });
  const other = newDatabase();
  await run(['add', 'In the new file'], { database: other });
  renameSync(other, session.database);
  expect(await session.failure('add_task', { title: 'Lost' })).toBe(
    'Error: the database file was replaced while this server was using it\nRestart this server to use the file that is there now.',
  );
  expect(await session.failure('list_tasks')).toContain('was replaced');
});

test('a server whose file was deleted says so and writes nothing', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Task' });
  rmSync(session.database);
  expect(await session.failure('complete_task', { task_id: 1 })).toContain(
    'was deleted while this server was using it',
  );
});

test('a server notices that a newer one has upgraded the file, and stops writing', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Task' });
  const newer = new DatabaseSync(session.database);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  expect(await session.failure('add_task', { title: 'More' })).toMatch(
    /^Error: another version of task-manager-mcp has changed the database \(schema 99, this one knows \d+\)\nRestart/,
  );
});
