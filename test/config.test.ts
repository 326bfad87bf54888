import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../src/config.ts';
import { BIN, childEnvironment } from './support/child.ts';
import { newDatabase, newFolder } from './support/folder.ts';
import { gistOf, rawCall } from './support/raw.ts';
import { runBin } from './support/run.ts';

type Environment = Readonly<Record<string, string>>;

/** Starts the server, makes one call and gives the answer, and what was said on standard error. */
async function callWith(args: readonly string[], env: Environment, name = 'get_task_stats', input: object = {}) {
  const { code, stdout, stderr } = await runBin(args, { env, input: `${JSON.stringify(rawCall(1, name, input))}\n` });
  expect(code).toBe(0);
  const answer: unknown = JSON.parse(stdout);
  return { answer, stderr, logs: stderr.trimEnd().split('\n').filter(Boolean).map(parseLog) };
}

function parseLog(line: string): Record<string, unknown> {
  return JSON.parse(line);
}

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

test.each([
  ['a path', (path: string) => path],
  ['a sqlite: URL', (path: string) => `sqlite:${path}`],
  ['a sqlite:// URL', (path: string) => `sqlite://${path}`],
  ['a file: URL', (path: string) => `file://${path}`],
])('DATABASE_URL may be %s', async (_, toUrl) => {
  const path = newDatabase();
  await callWith([], { DATABASE_URL: toUrl(path) });
  expect(existsSync(path)).toBe(true);
});

test('--database-url wins over DATABASE_URL, whose file stays uncreated', async () => {
  const [inFlag, inVariable] = [newDatabase(), newDatabase()];
  await callWith(['--database-url', inFlag], { DATABASE_URL: inVariable });
  expect(existsSync(inFlag)).toBe(true);
  expect(existsSync(inVariable)).toBe(false);
});

test('--log-level wins over LOG_LEVEL', async () => {
  const env = { DATABASE_URL: newDatabase(), LOG_LEVEL: 'silent' };
  expect((await callWith([], env)).stderr).toBe('');
  expect((await callWith(['--log-level=info'], env)).logs).toHaveLength(2);
});

describe('the default database', () => {
  test.runIf(process.platform === 'linux')('stands in the data folder of the user', async () => {
    const [home, data] = [newFolder(), join(newFolder(), 'not', 'there', 'yet')];
    await callWith([], { HOME: home, XDG_DATA_HOME: data });
    expect(existsSync(join(data, 'task-manager-mcp', 'tasks.db'))).toBe(true);
  });

  test.runIf(process.platform === 'linux').each(['', 'relative/path'])(
    'stands below the home folder when XDG_DATA_HOME is "%s"',
    async (data) => {
      const home = newFolder();
      await callWith([], { HOME: home, XDG_DATA_HOME: data });
      expect(existsSync(join(home, '.local', 'share', 'task-manager-mcp', 'tasks.db'))).toBe(true);
    },
  );
});

test.each(Object.keys(SETTINGS))(
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
  ['TASK_ACTOR', 'two\nlines', 'U+000A'],
  ['TASK_ACTOR', 'x'.repeat(101), '100'],
  ['TASK_PROJECT', 'Web Shop!', 'web-shop'],
  ['TASK_TITLE_MAX', '49', 'from 50 to 200'],
  ['TASK_TITLE_MAX', '201', 'from 50 to 200'],
  ['TASK_TITLE_MAX', 'many', 'from 50 to 200'],
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
      expect(existsSync(database)).toBe(false);
    }
  },
);

test.each([
  [':memory:', 'would forget every task'],
  ['sqlite::memory:', 'would forget every task'],
  ['file::memory:?cache=shared', 'would forget every task'],
  ['${FOLDER}/x.db', 'holds ${FOLDER}'],
  ['${FOLDER}/${NAME}', 'holds ${FOLDER}'],
  ['sqlite:$FOLDER/x.db', 'holds $FOLDER'],
  ['$FOLDER', 'holds $FOLDER'],
  ['{env:FOLDER}/x.db', 'holds {env:FOLDER}'],
  ['~/x.db', 'holds ~'],
  ['sqlite:~/x.db', 'holds ~'],
  ['file:rel.db', 'whole path'],
  ['file://elsewhere/x.db', 'whole path'],
  ['file:///tmp/x.db#1', 'whole path'],
  ['sqlite:x.db?mode=ro', 'no parameters'],
  ['x.db?mode=ro', 'no parameters'],
  ['sqlite:', 'names no file'],
])('the DATABASE_URL %j, which would open another file than was meant, stops the start', async (url, says) => {
  const cwd = newFolder();
  const home = newFolder();
  const env = { DATABASE_URL: url, HOME: home, XDG_DATA_HOME: home };
  const { code, stdout, stderr } = await runBin([], { env, cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: DATABASE_URL [^\n]+ (Give|Write) [^\n]+\n$/);
  expect(stderr).toContain(says);
  expect(readdirSync(cwd)).toEqual([]);
  expect(readdirSync(home)).toEqual(['.cache']);
});

test('a password in a DATABASE_URL that cannot be used is not repeated', async () => {
  const { stderr } = await runBin([], { env: { DATABASE_URL: 'mysql://ada:s3cret@db/tasks' } });
  expect(stderr).toContain('"mysql:"');
  expect(stderr).not.toContain('s3cret');
});

test('a sign that a shell would replace may stand in a file: URL, in the way of URLs', async () => {
  const path = join(newFolder(), '$HOME?.db');
  await callWith([], { DATABASE_URL: pathToFileURL(path).href.replace('$', '%24') });
  expect(existsSync(path)).toBe(true);
});

describe('without a home folder that can be relied on', () => {
  test.runIf(process.platform === 'linux')('nothing is written where one happens to be', async () => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await runBin([], { env: { HOME: '', XDG_DATA_HOME: '' }, cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^task-manager-mcp: There is no home folder [^\n]+ DATABASE_URL [^\n]+\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('a DATABASE_URL is all that the server and a command need', async () => {
    const cwd = newFolder();
    const database = newDatabase();
    const env = { DATABASE_URL: database, HOME: '', XDG_DATA_HOME: '' };
    const { code, stderr } = await runBin([], { env, cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await runBin(['list'], { env, cwd })).toEqual({ code: 0, stdout: 'No tasks found.\n', stderr: '' });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('install says so and writes nothing', async () => {
    const cwd = newFolder();
    const { code, stderr } = await runBin(['install', 'cursor'], { env: { HOME: '' }, cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('Set HOME');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.runIf(process.getuid?.() === 0)('a user whom the system does not know can use it too', async () => {
    const [database, drop] = [newDatabase(), 'process.setgroups([]);process.setgid(54321);process.setuid(54321)'];
    const folder = newFolder();
    cpSync(dirname(BIN), folder, { recursive: true });
    for (const each of [folder, dirname(database)]) execFileSync('chmod', ['-R', 'a+rwX', each]);
    const { HOME, ...env } = childEnvironment({ DATABASE_URL: database });
    const args = [`--import=data:text/javascript,${drop}`, join(folder, 'bin.js'), 'list'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'No tasks found.\n', stderr: '' });
  });
});

test.skipIf(process.platform === 'win32')('compiled code is kept only where nobody else can write', async () => {
  const [home, unsafe] = [newFolder(), newFolder()];
  const cache = (folder: string) => join(folder, '.cache', 'task-manager-mcp');
  mkdirSync(cache(unsafe), { recursive: true });
  chmodSync(cache(unsafe), 0o777);
  for (const HOME of [home, unsafe]) await callWith([], { DATABASE_URL: newDatabase(), HOME });
  expect(statSync(cache(home)).mode & 0o777).toBe(0o700);
  expect(readdirSync(cache(home))).not.toEqual([]);
  expect(readdirSync(cache(unsafe))).toEqual([]);
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
  expect(existsSync(database)).toBe(false);
});

test.each([['--version'], ['-v']])('%s prints the version of the package', async (flag) => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  expect(await runBin([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});
