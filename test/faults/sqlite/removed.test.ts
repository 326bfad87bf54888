import { renameSync, rmSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSession, type Session } from '../../support/session.ts';

/** A server in a process of its own with one task. */
async function newSession(): Promise<Session> {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'First' });
  return session;
}

test('a write is refused when the database was removed under the server', async () => {
  const session = await newSession();
  for (const end of ['', '-wal', '-shm']) rmSync(`${session.database}${end}`);
  expect(await session.failure('add_task', { title: 'Into the void' })).toBe(
    'Error: the database file was deleted while this server was using it\nPut it back, then restart this server.',
  );
});

test('a write is refused when another file was put in the place of the database', async () => {
  const session = await newSession();
  const other = await newSession();
  await other.client.close();
  for (const end of ['-wal', '-shm']) rmSync(`${session.database}${end}`);
  renameSync(other.database, session.database);
  expect(await session.failure('add_task', { title: 'Into the void' })).toBe(
    'Error: the database file was replaced while this server was using it\nRestart this server to use the file that is there now.',
  );
});

test('a server whose database was emptied refuses to write and to read', async () => {
  const session = await newSession();
  truncateSync(session.database, 0);
  const says =
    'Error: the database file was emptied while this server was using it\nStop all servers that use it and restore a backup; a restart begins an empty list.';
  expect(await session.failure('add_task', { title: 'Into the void' })).toBe(says);
  expect(await session.failure('list_tasks')).toBe(says);
});

test.each(['-wal', '-shm'])(
  'a server whose %s file was deleted beside the database refuses to write what would be lost',
  async (ending) => {
    const session = await newSession();
    rmSync(`${session.database}${ending}`);
    expect(await session.failure('add_task', { title: 'Into the void' })).toBe(
      `Error: the database file was parted from the ${ending} file beside it while this server was using it\nStop all servers that use it, then start them again.`,
    );
  },
);
