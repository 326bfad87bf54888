import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SQLITE_MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { overwrite } from '../../support/bytes.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { fingerprint, start } from '../../support/start.ts';

/** What stands at a path that must not be used, and what the start says of it. */
interface Case {
  readonly what: string;
  readonly make: (path: string) => Promise<void> | void;
  readonly says: string;
}

const FOREIGN = 'it is the database of another program. Name another file in DATABASE_URL.';
const NO_DATABASE =
  'the file is not an SQLite database, or its beginning is damaged. Name another file in DATABASE_URL, or put a backup in its place.';
const DAMAGED = 'the database file is damaged. Put a backup in its place.';
const DAMAGED_SEEN_LATER = 'the database file is damaged. Stop the servers that use it and put a backup in its place.';
const OUR_ID = 0x544d4350;

function sqlite(...statements: string[]) {
  return (path: string) => {
    const database = new DatabaseSync(path);
    for (const statement of statements) database.exec(statement);
    database.close();
  };
}

/** A database of ours with so many tasks of about 10 kB, closed by the process that wrote it. */
async function ours(path: string, tasks: number): Promise<void> {
  const session = await openSession({ over: 'stdio', database: path });
  const draft = (_: unknown, index: number) => ({ title: `Task ${index}`, description: 'word '.repeat(2_000) });
  await session.text('add_tasks', { tasks: Array.from({ length: tasks }, draft) });
  await session.client.close();
}

const CASES: Case[] = [
  { what: "another program's database", make: sqlite('CREATE TABLE places (id INTEGER, url TEXT)'), says: FOREIGN },
  {
    what: "another program's database in write-ahead mode",
    make: sqlite('PRAGMA journal_mode = WAL', 'CREATE TABLE places (id INTEGER, url TEXT)'),
    says: FOREIGN,
  },
  {
    what: 'a database with the mark of another program and nothing in it',
    make: sqlite('PRAGMA application_id = 252006675'),
    says: FOREIGN,
  },
  {
    what: "a table of the tutorial's name with other columns",
    make: sqlite('CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT, done INTEGER)'),
    says: FOREIGN,
  },
  {
    what: "the tutorial's table beside one of somebody else",
    make: sqlite(
      'CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT, description TEXT, priority TEXT, completed INTEGER)',
      'CREATE TABLE users (id INTEGER)',
    ),
    says: FOREIGN,
  },
  {
    what: 'a database of a newer task-manager-mcp',
    make: sqlite('CREATE TABLE tasks (x)', `PRAGMA application_id = ${OUR_ID}`, 'PRAGMA user_version = 999'),
    says: `it was written by a newer task-manager-mcp (schema 999, this one knows ${SQLITE_MIGRATIONS.length}). Update task-manager-mcp.`,
  },
  {
    what: 'a database of a newer task-manager-mcp in write-ahead mode',
    make: sqlite(
      'PRAGMA journal_mode = WAL',
      'CREATE TABLE tasks (x)',
      `PRAGMA application_id = ${OUR_ID}`,
      'PRAGMA user_version = 999',
    ),
    says: `it was written by a newer task-manager-mcp (schema 999, this one knows ${SQLITE_MIGRATIONS.length}). Update task-manager-mcp.`,
  },
  { what: 'a short text', make: (path) => writeFileSync(path, 'milk\nbread\n'), says: NO_DATABASE },
  { what: 'a long text', make: (path) => writeFileSync(path, 'milk and bread\n'.repeat(10_000)), says: NO_DATABASE },
  {
    what: 'a database whose first bytes are gone',
    async make(path) {
      await ours(path, 3);
      overwrite(path, { at: 0, bytes: 16, value: 0 });
    },
    says: NO_DATABASE,
  },
  {
    what: 'a database whose whole header is gone',
    async make(path) {
      await ours(path, 3);
      overwrite(path, { at: 0, bytes: 100, value: 0 });
    },
    says: NO_DATABASE,
  },
  {
    what: 'a database cut in the middle',
    async make(path) {
      await ours(path, 20);
      truncateSync(path, 100_000);
    },
    says: DAMAGED_SEEN_LATER,
  },
  {
    what: 'a large database cut in the middle',
    async make(path) {
      await ours(path, 100);
      sqlite('CREATE TABLE ballast (x)', 'INSERT INTO ballast VALUES (zeroblob(6000000))')(path);
      truncateSync(path, 5_000_000);
    },
    says: DAMAGED_SEEN_LATER,
  },
  {
    what: 'a database with a page of rubbish',
    async make(path) {
      await ours(path, 20);
      overwrite(path, { at: 4_096, bytes: 4_096, value: 0x41 });
    },
    says: DAMAGED,
  },
  {
    what: 'a folder',
    make: (path) => mkdirSync(path),
    says: 'it is not a regular file. Name a file in DATABASE_URL.',
  },
  {
    what: 'a pipe',
    make: (path) => void execFileSync('mkfifo', [path]),
    says: 'it is not a regular file. Name a file in DATABASE_URL.',
  },
  {
    what: 'a file with a second name',
    make(path) {
      sqlite('CREATE TABLE IF NOT EXISTS tasks (id INTEGER)')(path);
      linkSync(path, `${path}.other`);
    },
    says: 'it has a second name (a hard link), which SQLite cannot keep safe. Remove the other name.',
  },
];

test.for(CASES)('$what is refused in one sentence and left as it was', async ({ make, says }) => {
  const database = newDatabase();
  await make(database);
  const before = fingerprint(dirname(database));
  expect(start(database)).toEqual({
    code: 5,
    stdout: '',
    stderr: `task-manager-mcp: Cannot use the database ${database}: ${says}\n`,
  });
  expect(fingerprint(dirname(database))).toMatchObject(before);
});

test('nothing new stands beside a refused database in write-ahead mode', () => {
  const database = newDatabase();
  sqlite('PRAGMA journal_mode = WAL', 'CREATE TABLE places (id INTEGER, url TEXT)')(database);
  const before = fingerprint(dirname(database));
  expect(start(database).code).toBe(5);
  expect(fingerprint(dirname(database))).toEqual(before);
});
