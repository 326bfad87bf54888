import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../../support/folder.ts';
import { openCommand } from '../../support/open-command.ts';
import { openSession } from '../../support/session.ts';
import { startUnprivileged, unprivilegedServer } from '../../support/start.ts';
import { makeTutorialFile } from '../../support/tutorial-file.ts';

/** A folder in one that everyone may enter, and a database path in it. */
function newPlace() {
  const top = newFolder();
  chmodSync(top, 0o755);
  const folder = join(top, 'data');
  mkdirSync(folder);
  return { folder, database: join(folder, 'tasks.db') };
}

async function fill(database: string): Promise<void> {
  const session = await openSession({ over: 'stdio', database });
  await session.text('add_task', { title: 'Review PR' });
  await session.client.close();
}

interface Case {
  readonly what: string;
  readonly make: (database: string) => Promise<void> | void;
  /** Modes for everyone: who starts the server need not be the owner. */
  readonly folder: number;
  readonly file: number | undefined;
  readonly says: string;
}

const READ_ONLY =
  'the database is read-only. Give the user who runs the server the right to write the file and its folder.';

const CASES: Case[] = [
  { what: 'a database in a read-only folder', make: fill, folder: 0o555, file: 0o666, says: READ_ONLY },
  {
    what: "the tutorial's file, read-only,",
    make: (database) => makeTutorialFile(database),
    folder: 0o777,
    file: 0o444,
    says: READ_ONLY,
  },
  {
    what: 'a new database in a read-only folder',
    make: () => {},
    folder: 0o555,
    file: undefined,
    says: 'it cannot be created (EACCES). Name a file in DATABASE_URL whose folder may be written by this user.',
  },
  {
    what: 'a file that may not be read',
    make: fill,
    folder: 0o777,
    file: 0o000,
    says: 'the database file cannot be opened. Check that its folder exists and may be written by this user.',
  },
];

test.for(CASES)('$what is refused in one sentence', async ({ make, folder: mode, file, says }) => {
  const { folder, database } = newPlace();
  await make(database);
  if (file !== undefined) chmodSync(database, file);
  chmodSync(folder, mode);
  const started = startUnprivileged(database);
  chmodSync(folder, 0o755);
  expect(started).toEqual({
    code: 5,
    stdout: '',
    stderr: `task-manager-mcp: Cannot use the database ${database}: ${says}\n`,
  });
});

test('a read-only database can be read, and a write says what is missing', async () => {
  const { folder, database } = newPlace();
  await fill(database);
  chmodSync(folder, 0o777);
  chmodSync(database, 0o444);
  const { session } = await openCommand(database, [process.execPath, ...unprivilegedServer()]);
  expect(await session.text('list_tasks')).toBe('○ #1: Review PR [medium]');
  expect(await session.failure('add_task', { title: 'Second' })).toBe(
    'Error: the database is read-only\nGive the user who runs the server the right to write the file and its folder.',
  );
  expect(await session.text('list_tasks')).toBe('○ #1: Review PR [medium]');
});
