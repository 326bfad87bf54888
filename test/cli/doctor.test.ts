import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

test('a healthy list has no problem, and says who uses it', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Task' });
  const { code, stdout } = await run(['doctor'], { database: session.database, env: newHome(), cwd: newFolder() });
  expect(stdout).toContain('✓ content: 1 tasks, counters and search agree');
  expect(stdout).toMatch(/✓ in use by: \d+ \(/);
  expect(stdout).not.toContain('✗');
  expect(code).toBe(0);
});

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

test('settings that the host did not replace, or that are wrong, are found', async () => {
  const env = { DATABASE_URL: '${DATABASE_URL}', XDG_DATA_HOME: newDatabase() };
  expect((await run(['doctor'], { env })).stdout).toContain('! settings: DATABASE_URL is ${DATABASE_URL}');
  const wrong = await run(['doctor'], { env: { TASK_TITLE_MAX: '9' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('✗ settings: TASK_TITLE_MAX must be a whole number from 50 to 200');
});

/** An environment in which hosts keep their configuration in a folder of the test's own. */
function newHome(): Record<string, string> {
  const home = newFolder();
  return { HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_DATA_HOME: home };
}

test('without a connected host it says how to connect one', async () => {
  const { code, stdout } = await run(['doctor'], { env: newHome(), cwd: newFolder() });
  expect(stdout).toContain('! hosts: no host is connected\n    `install` one of: claude-code, cursor');
  expect(code).toBe(0);
});

test('a host that install has connected is in order, until the program it names is gone', async () => {
  const env = newHome();
  const cwd = newFolder();
  await run(['install', 'cursor'], { env, cwd });
  expect((await run(['doctor'], { env, cwd })).stdout).toContain('✓ Cursor (user): ');
  const file = join(env.HOME ?? '', '.cursor', 'mcp.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('bin.js', 'gone.js'));
  const { code, stdout } = await run(['doctor'], { env, cwd });
  expect(stdout).toMatch(/✗ Cursor \(user\): .*there is no file .*gone\.js\n {4}`install cursor` writes it anew\./);
  expect(code).toBe(1);
});

test.each([
  ['{"mcpServers":{"task-manager":{"command":"node","args":["/x/bin.js"]}}}', 'the program node has no absolute path'],
  ['{"mcpServers":{"task-manager":{"command":"/nowhere/node"}}}', 'there is no program /nowhere/node'],
  ['{"mcpServers":', 'line 1'],
])('what the tutorial warns of is found in a configuration: %s', async (text, says) => {
  const env = newHome();
  mkdirSync(join(env.HOME ?? '', '.cursor'));
  writeFileSync(join(env.HOME ?? '', '.cursor', 'mcp.json'), text);
  const { code, stdout } = await run(['doctor'], { env, cwd: newFolder() });
  expect(stdout).toContain(says);
  expect(code).toBe(1);
});

test("a reference in another host's form is found", async () => {
  const env = newHome();
  mkdirSync(join(env.HOME ?? '', '.cursor'));
  const entry = { command: process.execPath, args: [], env: { DATABASE_URL: '${DATABASE_URL}' } };
  writeFileSync(join(env.HOME ?? '', '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: { 'task-manager': entry } }));
  const { stdout } = await run(['doctor'], { env, cwd: newFolder() });
  expect(stdout).toContain('Cursor does not replace the reference ${DATABASE_URL');
});

test('a kind of database that is not known is a problem among the findings, and no password is shown', async () => {
  const env = { ...newHome(), DATABASE_URL: 'postgres://ada:hunter2@db.example/tasks' };
  const { code, stdout, stderr } = await run(['doctor'], { env, cwd: newFolder() });
  expect(stdout).toContain('✓ node: ');
  expect(stdout).toContain('✗ settings: Cannot use a database of the kind "postgres:".');
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
