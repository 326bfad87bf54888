import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../src/config.ts';
import { HTTP_SETTINGS } from '../src/http-settings.ts';
import { isMade } from './support/beside.ts';
import { newDatabase, newFolder } from './support/folder.ts';
import { gistOf } from './support/raw.ts';
import { runBin } from './support/run.ts';
import { callWith } from './support/started-with.ts';

const NEW_TASK = { title: 'Canary 4711' };
const LONG_TITLE = { title: 'x'.repeat(60) };

/** What a value of a setting does, seen from outside. */
const EFFECTS = {
  TASK_ACTOR: { values: ['ada', 'grace'], call: NEW_TASK, shows: (actor: string) => ({ created_by: actor }) },
  TASK_PROJECT: { values: ['web', 'api'], call: NEW_TASK, shows: (project: string) => ({ project }) },
  TASK_TITLE_MAX: { values: ['60', '50'], call: LONG_TITLE, shows: () => LONG_TITLE },
} as const;

const flagOf = (name: string) => `--${name.toLowerCase().replaceAll('_', '-')}`;

describe.each(Object.entries(EFFECTS))('%s', (name, { values: [value, other], call, shows }) => {
  const expected = { result: { structuredContent: { task: shows(value) } } };

  test('is read from the environment', async () => {
    const env = { DATABASE_URL: newDatabase(), [name]: value };
    expect((await callWith([], env, 'add_task', call)).answer).toMatchObject(expected);
  });

  test('is read from the flag of the same name, which wins over the environment', async () => {
    const env = { DATABASE_URL: newDatabase(), [name]: other };
    expect((await callWith([`${flagOf(name)}=${value}`], env, 'add_task', call)).answer).toMatchObject(expected);
    expect((await callWith([flagOf(name), value], env, 'add_task', call)).answer).toMatchObject(expected);
  });
});

test('--database-url wins over DATABASE_URL, where nothing is made', async () => {
  const [inFlag, inVariable] = [newDatabase(), newDatabase()];
  await callWith(['--database-url', inFlag], { DATABASE_URL: inVariable });
  expect(await isMade(inFlag)).toBe(true);
  expect(await isMade(inVariable)).toBe(false);
});

test.each([
  ['--tools wins over TOOLS', ['--tools', 'core'], { TOOLS: 'all' }, '-32602 Unknown tool: add_tasks'],
  [
    '--read-only wins over READ_ONLY',
    ['--read-only'],
    { READ_ONLY: 'false' },
    '-32602 Unknown tool: add_tasks (this server is read-only)',
  ],
])('%s', async (_, args, env, says) => {
  const { answer } = await callWith(args, { DATABASE_URL: newDatabase(), ...env }, 'add_tasks');
  expect(gistOf(answer)).toBe(says);
});

test('--log-level wins over LOG_LEVEL', async () => {
  const env = { DATABASE_URL: newDatabase(), LOG_LEVEL: 'silent' };
  expect((await callWith([], env)).stderr).toBe('');
  expect((await callWith(['--log-level=info'], env)).logs).toHaveLength(2);
});

test.each(Object.keys(SETTINGS).filter((name) => !Object.hasOwn(HTTP_SETTINGS, name)))(
  '%s counts as unset, with one warning, when the host did not replace it',
  async (name) => {
    const home = newFolder();
    const env = { DATABASE_URL: newDatabase(), XDG_DATA_HOME: home, HOME: home, [name]: `\${${name}}` };
    const { answer, logs } = await callWith([], env);
    expect(gistOf(answer)).toMatch(/^Tasks: 0 total/);
    expect(logs).toMatchObject([{ level: 'warn', message: expect.stringContaining(name) }]);
  },
);

test.each(Object.keys(SETTINGS))('%s counts as unset when it is empty', async (name) => {
  const home = newFolder();
  const env = { DATABASE_URL: newDatabase(), XDG_DATA_HOME: home, HOME: home, [name]: '' };
  const { answer } = await callWith([], env);
  expect(gistOf(answer)).toMatch(/^Tasks: 0 total/);
});

test.each(['', `\${TASK_ACTOR}`])('a flag of "%s" counts as unset and leaves the variable in force', async (unset) => {
  const env = { DATABASE_URL: newDatabase(), TASK_ACTOR: 'ada' };
  const { answer } = await callWith([`--task-actor=${unset}`], env, 'add_task', NEW_TASK);
  expect(answer).toMatchObject({ result: { structuredContent: { task: { created_by: 'ada' } } } });
});

const WRONG = [
  ['DATABASE_URL', 'mysql://localhost/tasks', 'file path'],
  ['AUTH', 'on', 'auto, required, off'],
  ['OAUTH_ISSUER', 'http://example.com', 'https:'],
  ['OAUTH_ISSUER', 'https://example.com/?a=b', 'https:'],
  ['TASK_ACTOR', 'two\nlines', 'U+000A'],
  ['TASK_ACTOR', 'x'.repeat(101), '100'],
  ['TASK_PROJECT', 'Web Shop!', 'web-shop'],
  ['TASK_TITLE_MAX', '49', 'from 50 to 200'],
  ['TASK_TITLE_MAX', '201', 'from 50 to 200'],
  ['TASK_TITLE_MAX', 'many', 'from 50 to 200'],
  ['TOOLS', 'some', 'all, core'],
  ['LOG_LEVEL', 'loud', 'debug, info, warn, error, silent'],
] as const;

test.each(WRONG)(
  'a wrong %s stops the start with one line that says what is allowed: %j',
  async (name, value, allowed) => {
    const database = newDatabase();
    for (const [args, env] of [
      [[], { DATABASE_URL: database, [name]: value }],
      [[`${flagOf(name)}=${value}`], { DATABASE_URL: database }],
    ] as const) {
      const { code, stdout, stderr } = await runBin(args, { env });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^task-manager-mcp: [^\n]+\n$/);
      expect(stderr).toContain(name);
      expect(stderr).toContain(allowed);
      expect(await isMade(database)).toBe(false);
    }
  },
);

test.each([
  ['READ_ONLY=yes', [], { READ_ONLY: 'yes' }, 'true or false; it is "yes"'],
  ['--read-only=true', ['--read-only=true'], {}, '--read-only'],
  ['--read-only true', ['--read-only', 'true'], {}, 'true'],
  ['--no-read-only', ['--no-read-only'], { READ_ONLY: 'true' }, '--no-read-only'],
])('%s stops the start: it is true or false, and its flag stands alone', async (_, args, env, says) => {
  const { code, stdout, stderr } = await runBin(args, { env: { DATABASE_URL: newDatabase(), ...env } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: [^\n]+\n$/);
  expect(stderr).toContain(says);
});

test.each([['--foo'], ['--foo', 'list'], ['list', '--foo']])(
  'an unknown flag is refused in the same words wherever it stands: %s %s',
  async (...args) => {
    const { code, stdout, stderr } = await runBin(args, { env: { DATABASE_URL: newDatabase() } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe("task-manager-mcp: Unknown option '--foo'. See task-manager-mcp --help.\n");
  },
);

test.each([
  ['an unknown flag', ['--nope'], '--nope'],
  ['a flag without its value', ['--log-level'], '--log-level'],
  ['a switch with a value', ['--verbose=yes'], '--verbose'],
] as const)('%s stops the start with one line that names it and the help', async (_, args, name) => {
  const { code, stdout, stderr } = await runBin(args, { env: { DATABASE_URL: newDatabase() } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: [^\n]+\n$/);
  expect(stderr).toContain(name);
  expect(stderr).toContain('--help');
});

test('a flag whose value is forgotten before another flag stops the start with one line', async () => {
  const { code, stderr } = await runBin(['--log-level', '--verbose'], { env: { DATABASE_URL: newDatabase() } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^task-manager-mcp: [^\n]+\n$/);
});

test.each([['--help'], ['-h']])('%s names every setting on standard output and opens nothing', async (flag) => {
  const database = newDatabase();
  const { code, stdout, stderr } = await runBin([flag], { env: { DATABASE_URL: database } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of Object.keys(SETTINGS)) expect(stdout).toContain(flagOf(name));
  for (const name of ['--verbose', '--version', '--help']) expect(stdout).toContain(name);
  expect(await isMade(database)).toBe(false);
});

test.each([['--version'], ['-v']])('%s prints the version of the package', async (flag) => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  expect(await runBin([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});
