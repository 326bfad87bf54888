import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOOLS } from '../conformance/fixture-server.ts';
import { PROMPTS } from '../conformance/prompts.ts';
import { BIN } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { openingLines, rawRequest } from '../support/raw.ts';
import { type Run, run, runBin } from '../support/run.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** Nothing is fetched: what needs the network is broken. */
const NPM_FLAGS = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
const SETUP_MS = 60_000;

// Made once for all tests; what is installed there nobody changes.
const temporary = mkdtempSync(join(tmpdir(), 'task-manager-pack-'));
const consumer = join(temporary, 'consumer');
const installed = join(consumer, 'node_modules', 'task-manager-mcp');

async function succeed(command: string, args: readonly string[], cwd: string): Promise<Run> {
  const done = await run(command, args, { cwd });
  if (done.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return done;
}

beforeAll(async () => {
  // Without scripts, because `prepare` would build under the feet of the other tests.
  await succeed('npm', ['pack', '--ignore-scripts', '--pack-destination', temporary], PROJECT);
  const tarball = readdirSync(temporary).find((name) => name.endsWith('.tgz'));
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }\n');
  await succeed('npm', ['install', ...NPM_FLAGS, join(temporary, tarball ?? '')], consumer);
}, SETUP_MS);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('the package holds what runs, its documents, and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  const outside = files.filter((file) => !file.startsWith('dist/'));
  expect(outside.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
  const inside = files.filter((file) => !/^dist\/chunks\/[\w-]+\.js$/.test(file));
  expect(inside.filter((file) => !outside.includes(file)).toSorted()).toEqual([
    'dist/THIRD-PARTY.txt',
    'dist/bin.js',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/sbom.cdx.json',
  ]);
});

test('the package brings no other package along', () => {
  const folders = readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(folders).toEqual(['task-manager-mcp']);
});

test('nothing in the package names the machine that built it', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8').includes(PROJECT), name).toBe(false);
  }
});

test('the fixtures of the conformance suite are in no shipped file', () => {
  const fixtures = [...TOOLS, ...PROMPTS].map(({ entry }) => entry.name);
  expect(fixtures).toContain('test_simple_text');
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'utf8');
    expect(
      [...fixtures, 'test://'].filter((fixture) => text.includes(fixture)),
      name,
    ).toEqual([]);
  }
});

test('npx starts the installed command', async () => {
  const { code, stdout } = await run('npx', ['--offline', 'task-manager-mcp', '--version'], { cwd: consumer });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('the installed command answers a host', async () => {
  const input = [...openingLines('legacy'), JSON.stringify(rawRequest('legacy', 1, 'tools/list')), ''].join('\n');
  const env = { DATABASE_URL: newDatabase() };
  const { code, stdout } = await run('npx', ['--offline', 'task-manager-mcp'], { cwd: consumer, env, input });
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(code).toBe(0);
  expect(answers).toMatchObject([
    { id: 0, result: { serverInfo: { name: 'task-manager' } } },
    { id: 1, result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'add_task' })]) } },
  ]);
});

test('a program imports the installed library and ends by itself after closing', async () => {
  const program = `
    import { openTaskManager, TaskManagerError } from 'task-manager-mcp';
    const tm = await openTaskManager({ url: process.argv[1] });
    console.log((await tm.call('add_task', { title: 'Review PR' })).text);
    await tm.call('get_task', { task_id: 9 }).catch((error) => console.log(error instanceof TaskManagerError, error.code));
    await tm.close();`;
  const args = ['--input-type=module', '-e', program, newDatabase()];
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: consumer });
  expect(stdout).toBe('Created task #1: Review PR (medium)\ntrue not_found\n');
  // Node 22 warns of node:sqlite; the launcher keeps that quiet, a library must leave it to the program.
  const said = stderr.replace(/^\(node:\d+\) ExperimentalWarning: SQLite .*\n\(Use .*\n/, '');
  expect({ code, said }).toEqual({ code: 0, said: '' });
});

const GOOD_USE = `
  import { openTaskManager, type TaskManager, TaskManagerError, type ToolAnswer } from 'task-manager-mcp';
  const tm: TaskManager = await openTaskManager({ url: 'tasks.db', actor: 'ada' });
  const { text, data }: ToolAnswer = await tm.call('add_task', { title: 'Review PR' });
  const words: string = text;
  const id: unknown = data.task;
  await tm.close();
  export const code = (error: unknown): string => (error instanceof TaskManagerError ? error.code : words + id);`;
const WRONG_USE = `
  import { openTaskManager } from 'task-manager-mcp';
  await openTaskManager({ path: 'tasks.db' });`;

test.each([
  ['accept right use', GOOD_USE, { code: 0, stdout: '' }],
  ['find wrong use', WRONG_USE, { code: 1, stdout: expect.stringContaining("'path' does not exist") }],
] as const)('the types of the library %s without any other package', async (name, source, expected) => {
  const file = join(consumer, `${name.replaceAll(' ', '-')}.ts`);
  writeFileSync(file, source);
  const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const args = [compiler, ...options, '--exactOptionalPropertyTypes', '--types', '', file];
  const { code, stdout } = await run(process.execPath, args, { cwd: consumer });
  expect({ code, stdout }).toEqual(expected);
});

/** Node options under which the version seems another. */
function pretending(version: string): string {
  const module = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
  return `--import=data:text/javascript,${encodeURIComponent(module)}`;
}

/** A real Node 20, if the machine has one. */
function findNode20(): string | undefined {
  const nodes = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return nodes.find((node) => {
    try {
      return execFileSync(node, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).startsWith('v20.');
    } catch {
      return false;
    }
  });
}

const NEEDS = /^task-manager-mcp needs Node 22\.22\.3 or later, 24\.15 or later, or 26: .*\n$/;

test('under Node 20 the command says in one line what it needs', async () => {
  const node = findNode20();
  const { code, stdout, stderr } =
    node === undefined
      ? await run(process.execPath, [pretending('20.20.2'), BIN, '--version'])
      : await run(node, [BIN, '--version']);
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(NEEDS) });
});

test.each(['18.20.0', '22.9.0', '22.22.2', '23.11.0', '24.14.9', '25.9.0'])('Node %s is refused', async (version) => {
  const { code, stderr } = await runBin(['--version'], { env: { NODE_OPTIONS: pretending(version) } });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(NEEDS) });
});

test.each(['22.22.3', '22.23.0', '24.15.0', '24.99.0', '26.0.0', '27.1.0'])('Node %s is accepted', async (version) => {
  const { code, stderr } = await runBin(['--version'], { env: { NODE_OPTIONS: pretending(version) } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
