import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { audit } from '../../support/audit.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { start } from '../../support/start.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('a new database, its folder and what SQLite puts beside it are for their owner only', async () => {
  const database = join(newFolder(), 'deep', 'er', 'tasks.db');
  const session = await openSession({ database });
  await session.text('add_task', { title: 'Review PR' });
  expect(readdirSync(dirname(database)).sort()).toEqual(['tasks.db', 'tasks.db-shm', 'tasks.db-wal']);
  expect(readdirSync(dirname(database)).map((name) => modeOf(join(dirname(database), name)))).toEqual([
    '600',
    '600',
    '600',
  ]);
  expect([modeOf(dirname(database)), modeOf(dirname(dirname(database)))]).toEqual(['700', '700']);
});

test('a folder that was there keeps its mode', async () => {
  const folder = join(newFolder(), 'shared');
  mkdirSync(folder, { mode: 0o755 });
  await openSession({ database: join(folder, 'tasks.db') });
  expect(modeOf(folder)).toBe('755');
});

test('an empty file becomes a database', async () => {
  const database = newDatabase();
  writeFileSync(database, '');
  const session = await openSession({ database });
  expect(await session.text('add_task', { title: 'Review PR' })).toBe('Created task #1: Review PR (medium)');
  expect(await audit(database)).toEqual([]);
});

test('a path, a sqlite: URL and a file: URL name the same database', async () => {
  const database = newDatabase();
  const urls = [database, `sqlite:${database}`, `sqlite://${database}`, pathToFileURL(database).href];
  for (const [index, url] of urls.entries()) {
    const session = await openSession({ database: url });
    expect(await session.text('add_task', { title: `Task ${index}` })).toContain(`Created task #${index + 1}: `);
  }
});

test('what SQLite would read as a throw-away database in memory is refused', () => {
  const database = newDatabase();
  const { code, stdout, stderr } = start(`${pathToFileURL(database).href}?mode=memory`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: DATABASE_URL takes no parameters .*\n$/);
  expect(readdirSync(dirname(database))).toEqual([]);
});

test('a link leads to the database, and only beside that do other files appear', async () => {
  const database = newDatabase();
  const link = join(newFolder(), 'link.db');
  await openSession({ database });
  symlinkSync(database, link);
  const session = await openSession({ database: link });
  await session.text('add_task', { title: 'Review PR' });
  expect(readdirSync(dirname(link))).toEqual(['link.db']);
  expect(await audit(database)).toEqual([]);
});

test('a kind of database that is not known is refused by its name', () => {
  expect(start('mysql://localhost/tasks')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'task-manager-mcp: Cannot use a database of the kind "mysql:". Give DATABASE_URL a file path, sqlite: and a file path, or postgres://user@host/database.\n',
  });
});

test('a file: URL that names another machine is refused in one sentence', () => {
  const { code, stdout, stderr } = start('file://elsewhere/tasks.db');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: .*\n$/);
});

test('a path where the system will have no folder is refused, and the start ends', {
  skip: !existsSync('/proc'),
}, () => {
  expect(start('/proc/nowhere/tasks.db')).toEqual({
    code: 5,
    stdout: '',
    stderr: expect.stringMatching(/: it cannot be created \(E[A-Z]+\)\. Name a file in DATABASE_URL /),
  });
});
