import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';

/** An environment in which hosts keep their configuration in a folder of the test's own. */
function newHome(): Record<string, string> {
  const home = newFolder();
  return { HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_DATA_HOME: home };
}

test('a file that others can read is a warning with its mend', async () => {
  const database = newDatabase();
  await run(['add', 'Task'], { database });
  chmodSync(database, 0o644);
  const { code, stdout } = await run(['doctor'], { database });
  expect(stdout).toContain('! rights: other users of this machine can read the file');
  expect(stdout).toContain('chmod 600');
  expect(code).toBe(0);
});

test('counters that disagree with the rows are a problem', async () => {
  const database = newDatabase();
  await run(['add', 'Task'], { database });
  const file = new DatabaseSync(database);
  file.exec('UPDATE counts SET count = 5');
  file.close();
  const { code, stdout } = await run(['doctor'], { database });
  expect(stdout).toContain('✗ content: 1 tasks, 5 counted, 1 searchable');
  expect(code).toBe(1);
});

test('a file that is no database is a problem, also as JSON', async () => {
  const database = newDatabase();
  writeFileSync(database, 'just some text, long enough to be looked at as a header of a file');
  const { code, stdout } = await run(['doctor', '--json'], { database });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ check: 'database', state: 'problem' }));
});

test('a kind of database that is not known is a problem among the findings, and no password is shown', async () => {
  const env = { ...newHome(), DATABASE_URL: 'mysql://ada:hunter2@db.example/tasks' };
  const { code, stdout, stderr } = await run(['doctor'], { env, cwd: newFolder() });
  expect(stdout).toContain('✓ node: ');
  expect(stdout).toContain('✗ settings: Cannot use a database of the kind "mysql:".');
  expect(stdout).toContain('hosts: no host is connected');
  expect(stdout + stderr).not.toContain('hunter2');
  expect(code).toBe(1);
});

const NO_PLACE: readonly (readonly [where: string, path: () => string])[] = [
  ['below a file', () => join(fileURLToPath(import.meta.url), 'deeper', 'tasks.db')],
  ['below a folder of the system', () => '/proc/nowhere/tasks.db'],
];

test.for(NO_PLACE)('a path %s, where no file can be created, is a problem', async ([, path]) => {
  const database = path();
  const { code, stdout } = await run(['doctor'], { database, env: newHome(), cwd: newFolder() });
  expect(stdout).toContain('✗ database: it cannot be created: ');
  expect(stdout).not.toContain('the first start creates it');
  expect(code).toBe(1);
});

test('a relative path is a warning, since each host starts in a folder of its own', async () => {
  const cwd = newFolder();
  for (const database of ['tasks.db', 'sqlite:tasks.db']) {
    const { code, stdout } = await run(['doctor'], { database, env: newHome(), cwd });
    expect(stdout).toContain('! database: DATABASE_URL is a relative path');
    expect(code).toBe(0);
  }
  const absolute = await run(['doctor'], { database: newDatabase(), env: newHome(), cwd });
  expect(absolute.stdout).not.toContain('relative');
});
