import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

test('a healthy list has no problem, and says who uses it', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Task' });
  const { code, stdout } = await run(['doctor'], { database: session.database, env: newHome(), cwd: newFolder() });
  expect(stdout).toContain('✓ content: 1 tasks, counters and search agree');
  expect(stdout).toMatch(/✓ in use by: [\d.]+ \(/);
  expect(stdout).not.toContain('✗');
  expect(code).toBe(0);
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
