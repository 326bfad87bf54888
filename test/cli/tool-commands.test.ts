import { expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

test('every tool is a command of the help, and words need no quotes', async () => {
  const database = newDatabase();
  const { stdout: help } = await run(['--help']);
  for (const name of [
    'add',
    'list|ls',
    'complete|done',
    'stats',
    'update|edit',
    'delete|rm',
    'search|find',
    'show|get',
    'add-many',
  ]) {
    expect(help).toMatch(new RegExp(`^  ${name.replace('|', '\\|')} `, 'm'));
  }
  expect(await run(['add', 'Review', 'the', 'PR', '--priority', 'high'], { database })).toEqual({
    code: 0,
    stdout: 'Created task #1: Review the PR (high)\n',
    stderr: '',
  });
});

test('a task added in the shell is seen by a host, and the other way round', async () => {
  const session = await openSession({ over: 'stdio' });
  const { database } = session;
  await run(['add', 'From the shell', '--tags', 'a, b', '--due', '2026-12-01'], { database });
  expect(await session.text('list_tasks')).toBe('○ #1: From the shell [medium] due 2026-12-01 #a #b');
  await session.text('add_task', { title: 'From a host' });
  expect((await run(['ls'], { database })).stdout).toContain('○ #2: From a host [medium]');
  expect((await run(['show', '#2'], { database })).stdout).toContain('@test-client');
});

test('what a tool can do without need not be given', async () => {
  const database = newDatabase();
  await run(['add', 'Review PR'], { database });
  const { code, stdout } = await run(['next'], { database });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('#1: Review PR') });
  expect((await run(['next', '--help'])).stdout).toContain('next|claim [options] [task-id]');
  expect((await run(['done'], { database })).stderr).toContain("Missing required argument 'task-id'.");
});

test('an empty value clears a field', async () => {
  const database = newDatabase();
  await run(['add', 'Paint the shed', '--assignee', 'ada', '--tags', 'home'], { database });
  const { stdout } = await run(['update', '1', '--assignee', '', '--tags', ''], { database });
  expect(stdout).toBe('Task #1 updated: tags −#home, assignee ada → none\n');
});

test('parents and blockers are named by number, several by commas, and cleared by an empty value', async () => {
  const database = newDatabase();
  for (const title of ['Design', 'Build']) await run(['add', title], { database });
  await run(['add', 'Ship', '--blocked-by', '1, #2', '--parent-id', '#1'], { database });
  const { stdout } = await run(['list'], { database });
  expect(stdout.split('\n')[2]).toBe('○ #3: Ship [medium] part of #1 blocked by #1, #2');
  expect((await run(['update', '3', '--blocked-by', '2', '--parent-id', ''], { database })).stdout).toBe(
    'Task #3 updated: parent_id #1 → none, blocked_by −#1\n',
  );
  expect((await run(['update', '3', '--blocked-by', ''], { database })).stdout).toContain('blocked_by −#2');
  expect((await run(['update', '3', '--blocked-by', 'two'], { database })).stderr).toContain(
    'blocked_by[0] must be a whole number, not "two"',
  );
});

test('--json answers with the data that programs get over MCP', async () => {
  const database = newDatabase();
  await run(['add', 'Review PR'], { database });
  expect(JSON.parse((await run(['list', '--json'], { database })).stdout)).toEqual({
    tasks: [{ id: 1, title: 'Review PR', priority: 'medium', completed: false, status: 'pending' }],
    total: 1,
  });
});

test('several tasks come as JSON on standard input', async () => {
  const database = newDatabase();
  const input = JSON.stringify([{ title: 'One step' }, { title: 'Next step', project: 'web' }]);
  const { stdout } = await run(['add-many', '-'], { database, input });
  expect(stdout).toBe('Created 2 tasks, new project "web":\n#1: One step\n#2: Next step\n');
});

test('the exit code tells what went wrong, and the text names commands, not tools', async () => {
  const database = newDatabase();
  expect(await run(['done', '7'], { database })).toEqual({
    code: 3,
    stdout: '',
    stderr: 'Task #7 not found.\nFind the id with `list` or `search`.\n',
  });
  expect(await run(['add', 'ab'], { database })).toMatchObject({ code: 2, stdout: '' });
  expect(await run(['done', 'seven'], { database })).toMatchObject({
    code: 2,
    stderr: 'Error: task_id must be a whole number, not "seven"\nCorrect it and call `complete` again.\n',
  });
  expect(await run(['lst'], { database })).toMatchObject({ code: 2 });
  expect(await run(['list', '--bogus'], { database })).toMatchObject({ code: 2 });
  expect(await run(['list'], { env: { DATABASE_URL: '/dev/null/tasks.db' } })).toMatchObject({ code: 5, stdout: '' });
});

test('with --json an error is JSON too', async () => {
  const { stderr, code } = await run(['done', '7', '--json'], { database: newDatabase() });
  expect(code).toBe(3);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'not_found' } });
});

test('a failure to open is JSON too, and a wrong setting', async () => {
  const missing = await run(['list', '--json'], { env: { DATABASE_URL: '/dev/null' } });
  expect(missing).toMatchObject({ code: 5, stdout: '' });
  expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: 'storage' } });
  const wrong = await run(['list', '--json'], { database: newDatabase(), env: { LOG_LEVEL: 'loud' } });
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: 'invalid' } });
});

test('what a person wrote is shown as it is, also where it is the name of a tool', async () => {
  const database = newDatabase();
  const title = 'use add_task in docs and get_task';
  expect((await run(['add', title], { database })).stdout).toBe(`Created task #1: ${title} (medium)\n`);
  expect((await run(['list'], { database })).stdout).toBe(`○ #1: ${title} [medium]\n`);
  expect((await run(['show', '1'], { database })).stdout).toContain(title);
  expect((await run(['done', 'get_task'], { database })).stderr).toBe(
    'Error: task_id must be a whole number, not "get_task"\nCorrect it and call `complete` again.\n',
  );
});

test('an empty value is none when a task is added, too', async () => {
  const flags = ['--tags', '', '--project', '', '--due', '', '--assignee', '', '--priority', ''];
  const { code, stdout } = await run(['add', 'Review PR', ...flags], { database: newDatabase() });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Created task #1: Review PR (medium)\n' });
});

test('the help of a command says how its values are written', async () => {
  const many = (await run(['add-many', '--help'])).stdout.replaceAll(/\s+/g, ' ');
  expect(many).toContain('JSON: a list of objects with title, description,');
  expect(many).toContain('- reads standard input');
  expect((await run(['add', '--help'])).stdout).toMatch(/--tags <value> +separated by commas/);
});

test('the exit codes stand in the help', async () => {
  expect((await run(['--help'])).stdout).toContain('Exit codes: 0 done; 2 a wrong argument or setting;');
});

test('at level info a call of a command is in the log, without its words', async () => {
  const { stderr } = await run(['add', 'Canary'], { database: newDatabase(), env: { LOG_LEVEL: 'info' } });
  const logs: unknown[] = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(logs).toMatchObject([
    { message: 'Tool called', tool: 'add_task' },
    { message: 'Tool success', tool: 'add_task', duration_ms: expect.any(Number) },
  ]);
  expect(stderr).not.toContain('Canary');
});

test('colours are for terminals only, unless they are asked for', async () => {
  const database = newDatabase();
  await run(['add', 'Review PR', '--priority', 'high'], { database });
  expect((await run(['list'], { database })).stdout).not.toContain('\u001b');
  expect((await run(['list'], { database, env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31m[high]');
});
