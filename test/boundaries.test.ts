import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_LINES = 250;
const MAX_MEDIAN = 90;

interface Import {
  readonly from: string;
  /** The values taken by name; empty for a whole module. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

interface Source {
  /** From the root, as in `src/domain/task.ts`. */
  readonly path: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

/** The house plan: what each folder of `src` may import, itself always. Files of `src` itself may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  storage: ['domain'],
  render: ['domain'],
  tools: ['domain', 'render'],
  resources: ['domain', 'render'],
  prompts: ['domain', 'render'],
  webhooks: ['domain'],
  mcp: ['domain', 'render', 'tools', 'resources', 'prompts'],
  http: ['domain', 'telemetry', 'mcp'],
  hosts: [],
  interop: ['domain'],
  telemetry: ['domain'],
  cli: ['domain', 'render', 'tools', 'hosts', 'interop'],
};

/** Packages that have one home each. */
const HOMES: readonly (readonly [what: string, name: RegExp, home: RegExp])[] = [
  ['a database driver', /^(kysely|node:sqlite|pg)(\/|$)/, /^src\/storage\//],
  ['the MCP SDK', /^@modelcontextprotocol\//, /^src\/mcp\//],
  ['Hono', /^hono(\/|$)|^@hono\//, /^src\/http\//],
  ['the JWT library', /^jose(\/|$)/, /^src\/http\//],
  ['the logger', /^pino(\/|$)/, /^src\/telemetry\//],
  ['the metrics client', /^prom-client(\/|$)/, /^src\/telemetry\//],
  ['the webhook signatures', /^standardwebhooks$/, /^src\/webhooks\//],
  ['OpenTelemetry', /^@opentelemetry\//, /^src\/telemetry\//],
];

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:([\w$*{][^;'"]*?)\s+from\s+)?['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/g;

function importsOf(code: string): Import[] {
  return [...code.matchAll(IMPORT)].map(([, type, clause = '', from, lazily]) => {
    const list = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
    const names = list.split(',').map((name) => name.trim());
    const values = names.filter((name) => name !== '' && !name.startsWith('type '));
    return {
      from: from ?? lazily ?? '',
      names: values.map((name) => name.replace(/\s+as\s.*$/, '')),
      typeOnly: type !== undefined || (list !== '' && values.length === 0),
    };
  });
}

/** Code without comments, in which words of the language may be looked for. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1');
}

function sourcesIn(folder: string): Source[] {
  let names: string[] = [];
  try {
    names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  return paths.sort().map((path) => {
    const code = readFileSync(join(ROOT, path), 'utf8');
    return { path, code, imports: importsOf(withoutComments(code)) };
  });
}

const src = sourcesIn('src');
const everything = [...src, ...['test', 'bench', 'scripts', 'board'].flatMap(sourcesIn)];

const folderOf = (path: string) => relative('src', dirname(path)).split('/')[0] ?? '';
const linesOf = ({ code }: Source) => code.trimEnd().split('\n').length;

test('every form of import is seen', () => {
  const code = `
import { one, type Two, three as four } from 'a';
import type { Five } from "b";
import six from 'c';
import * as seven from './d.ts';
import 'e';
export { eight } from 'f';
export * from 'g';
import {
  type Nine,
} from 'h';
const ten = await import('i');
import manifest from '../package.json' with { type: 'json' };`;
  expect(importsOf(code)).toEqual([
    { from: 'a', names: ['one', 'three'], typeOnly: false },
    { from: 'b', names: ['Five'], typeOnly: true },
    { from: 'c', names: [], typeOnly: false },
    { from: './d.ts', names: [], typeOnly: false },
    { from: 'e', names: [], typeOnly: false },
    { from: 'f', names: ['eight'], typeOnly: false },
    { from: 'g', names: [], typeOnly: false },
    { from: 'h', names: [], typeOnly: true },
    { from: 'i', names: [], typeOnly: false },
    { from: '../package.json', names: [], typeOnly: false },
  ]);
});

test('a folder imports only what the house plan allows it', () => {
  const broken = src.flatMap(({ path, imports }) => {
    const own = folderOf(path);
    if (own === '') return [];
    const allowed = MAY_IMPORT[own];
    if (allowed === undefined) return [`${path}: the house plan has no folder ${own}`];
    const targets = imports.filter(({ from }) => from.startsWith('.'));
    const folders = targets.map(({ from }) => [from, folderOf(normalize(join(dirname(path), from)))] as const);
    return folders
      .filter(([, folder]) => folder !== own && !allowed.includes(folder))
      .map(([from]) => `${path} imports ${from}`);
  });
  expect(broken).toEqual([]);
});

test('the domain knows no package but Zod', () => {
  const packages = src
    .filter(({ path }) => folderOf(path) === 'domain')
    .flatMap(({ imports }) => imports.map(({ from }) => from).filter((from) => !from.startsWith('.')));
  expect([...new Set(packages)]).toEqual(['zod']);
});

test.for(HOMES)('%s is imported only where it is at home', ([, name, home]) => {
  const astray = src.flatMap(({ path, imports }) => {
    const isHome = home.test(path);
    // The composition root hands the logger on and so names its type.
    const isNamed = (each: Import) => path === 'src/app.ts' && each.typeOnly;
    return imports
      .filter((each) => name.test(each.from) && !isHome && !isNamed(each))
      .map(({ from }) => `${path}: ${from}`);
  });
  expect(astray).toEqual([]);
});

test('the environment is read in config.ts only', () => {
  const readers = src.filter(({ code }) =>
    /\bprocess\s*(\.|\?\.)\s*env\b|\benv\b[^;]*from 'node:process'/.test(withoutComments(code)),
  );
  expect(readers.map(({ path }) => path)).toEqual(['src/config.ts']);
});

/** Names in node:fs that neither open a file nor read or write what is in it. */
const CLOSED =
  /^(constants|access|exists|stat|lstat|statfs|realpath|readlink|mkdir|mkdtemp|readdir|rmdir|rm|unlink|link|symlink|rename|chmod|watch)(Sync)?$/;
/** A file that this process has open as a database loses all its locks when it is closed a second time. */
const MAY_OPEN = [
  'src/storage/sqlite/file.ts',
  // Reads copies, and damaged files that nobody has open.
  'src/storage/sqlite/bytes.ts',
  // Reads /proc only.
  'src/storage/sqlite/users.ts',
  // Reads and writes the configurations of hosts, which are no databases.
  'src/hosts/file.ts',
  // Read and write what a person names: they look before the list is open, and leave what is no text alone.
  'src/cli/source-file.ts',
  'src/cli/target-file.ts',
];

test('no other file than storage/sqlite/file.ts opens files by file API', () => {
  const opening = src.flatMap(({ path, imports }) => {
    const fs = imports.filter(({ from, typeOnly }) => /^(node:)?fs(\/promises)?$/.test(from) && !typeOnly);
    const names = fs.flatMap(({ names }) => (names.length === 0 ? ['all of it'] : names));
    return names.filter((name) => !CLOSED.test(name) && !MAY_OPEN.includes(path)).map((name) => `${path}: ${name}`);
  });
  expect(opening).toEqual([]);
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = everything.filter((source) => linesOf(source) > MAX_LINES);
  expect(long.map((source) => `${source.path}: ${linesOf(source)}`)).toEqual([]);
});

test(`half of the source files have less than ${MAX_MEDIAN} lines`, () => {
  const lengths = src.map(linesOf).sort((one, other) => one - other);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(MAX_MEDIAN);
});

test('nothing in the source is exported by default', () => {
  const by = src.filter(({ code }) => /\bexport\s+default\b|\bas\s+default\b/.test(withoutComments(code)));
  expect(by.map(({ path }) => path)).toEqual([]);
});

test('no file has a name that could hold anything', () => {
  const vague = everything.filter(({ path }) => /^(utils?|helpers?|common|misc|shared)\b/.test(basename(path)));
  expect(vague.map(({ path }) => path)).toEqual([]);
});
