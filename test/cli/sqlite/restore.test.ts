import { existsSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { audit } from '../../support/audit.ts';
import { overwrite } from '../../support/bytes.ts';
import { run } from '../../support/command.ts';
import { newFolder } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { fingerprint } from '../../support/start.ts';
import { makeTutorialFile } from '../../support/tutorial-file.ts';

/** A list with one task and a backup of it, with nobody at work on either. */
async function listWithBackup() {
  const database = join(newFolder(), 'tasks.db');
  const backup = join(newFolder(), 'copy.db');
  await run(['add', 'Kept'], { database });
  await run(['backup', backup], { database });
  return { database, backup };
}

const listOf = async (database: string) => (await run(['list'], { database })).stdout;
const keptOf = (stdout: string) => stdout.trim().split('The list as it was: ')[1] ?? '';

function makeForeign(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE places (url TEXT); INSERT INTO places VALUES ('x')");
  database.close();
}

test.for([
  ["another program's database", makeForeign, 'it is the database of another program. Name another file'],
  ["the tutorial's file", makeTutorialFile, 'Start this server on it once'],
] as const)('%s is neither overwritten by a restore nor backed up', async ([, make, says]) => {
  const { backup } = await listWithBackup();
  const database = join(newFolder(), 'other.db');
  make(database);
  const before = fingerprint(dirname(database));
  for (const args of [
    ['restore', backup],
    ['backup', join(newFolder(), 'new.db')],
  ]) {
    expect(await run(args, { database })).toMatchObject({ code: 5, stderr: expect.stringContaining(says) });
  }
  expect(fingerprint(dirname(database))).toEqual(before);
});

test('a text in the place of the list is left as it was by a restore', async () => {
  const { backup } = await listWithBackup();
  const database = join(newFolder(), 'shopping.txt');
  writeFileSync(database, 'milk and bread\n'.repeat(1_000));
  const before = fingerprint(dirname(database));
  const { code, stderr } = await run(['restore', backup], { database });
  expect(code).toBe(5);
  expect(stderr).toContain('cannot be told for a list of ours');
  expect(fingerprint(dirname(database))).toEqual(before);
});

test('a list that is lost is made anew, also without its folder, and whatever log it left', async () => {
  const { database, backup } = await listWithBackup();
  rmSync(database);
  writeFileSync(`${database}-wal`, 'of a file that is gone');
  const { code, stdout } = await run(['restore', backup], { database });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Restored from ${backup}. There was no list before.\n` });
  expect(await listOf(database)).toBe('○ #1: Kept [medium]\n');
  rmSync(dirname(database), { recursive: true });
  expect((await run(['restore', backup], { database })).code).toBe(0);
  expect(await listOf(database)).toBe('○ #1: Kept [medium]\n');
  expect(await audit(database)).toEqual([]);
});

const DAMAGE: readonly (readonly [what: string, harm: (path: string) => void])[] = [
  ['whose first bytes are gone', (path) => overwrite(path, { at: 0, bytes: 16, value: 0 })],
  ['whose whole header is gone', (path) => overwrite(path, { at: 0, bytes: 100, value: 0 })],
  ['with a page of rubbish', (path) => overwrite(path, { at: 4_096, bytes: 4_096, value: 0x41 })],
  ['cut in the middle', (path) => truncateSync(path, 50_000)],
];

test.for(DAMAGE)('a list %s is moved aside as it is and restored', async ([, harm]) => {
  const { database, backup } = await listWithBackup();
  harm(database);
  const damaged = fingerprint(dirname(database))['tasks.db'];
  const { code, stdout } = await run(['restore', backup], { database });
  expect(code).toBe(0);
  expect(await listOf(database)).toBe('○ #1: Kept [medium]\n');
  const kept = keptOf(stdout);
  expect(fingerprint(dirname(kept))[kept.slice(dirname(kept).length + 1)]).toBe(damaged);
  expect(await audit(database)).toEqual([]);
});

test('a large list whose damage only reading all of it tells is moved aside and restored', async () => {
  const { database, backup } = await listWithBackup();
  const file = new DatabaseSync(database);
  file.exec('CREATE TABLE ballast (id INTEGER PRIMARY KEY, x)');
  const insert = file.prepare('INSERT INTO ballast (x) VALUES (zeroblob(3000))');
  for (let row = 0; row < 2_000; row += 1) insert.run();
  file.close();
  overwrite(database, { at: 3_000 * 1_024, bytes: 400_000, value: 0x41 });
  const { code, stdout } = await run(['restore', backup], { database });
  expect(code).toBe(0);
  expect(existsSync(keptOf(stdout))).toBe(true);
  expect(await listOf(database)).toBe('○ #1: Kept [medium]\n');
});

test.for([
  ['damaged', (path: string) => overwrite(path, { at: 0, bytes: 100, value: 0 })],
  ['emptied', (path: string) => truncateSync(path, 0)],
] as const)(
  'a list that is %s while it is in use is restored only once its processes are stopped',
  async ([, harm]) => {
    const { database, backup } = await listWithBackup();
    const session = await openSession({ over: 'stdio', database });
    await session.text('list_tasks');
    harm(database);
    const { code, stderr } = await run(['restore', backup], { database });
    expect(code).toBe(5);
    expect(stderr).toMatch(/in use by \d+ \(.+\)\. Stop these processes, then restore again\.\n$/);
    await session.client.close();
    expect((await run(['restore', backup], { database })).code).toBe(0);
    expect(await listOf(database)).toBe('○ #1: Kept [medium]\n');
  },
);

test.for([
  ['sqlite:/path', (path: string) => `sqlite:${path}`],
  ['sqlite:///path', (path: string) => `sqlite://${path}`],
  ['file:///path', (path: string) => pathToFileURL(path).href],
] as const)('the list that %s names is restored, and kept beside', async ([, toUrl]) => {
  const { database, backup } = await listWithBackup();
  await run(['add', 'Later'], { database });
  const { code, stdout } = await run(['restore', backup], { database: toUrl(database) });
  expect(code).toBe(0);
  expect(dirname(keptOf(stdout))).toBe(dirname(database));
  expect(await listOf(keptOf(stdout))).toContain('Later');
});

test('a list behind a link is kept beside itself, and the link stays', async () => {
  const { database, backup } = await listWithBackup();
  const link = join(newFolder(), 'link.db');
  symlinkSync(database, link);
  const { stdout } = await run(['restore', backup], { database: link });
  expect(dirname(keptOf(stdout))).toBe(dirname(database));
  expect(readdirSync(dirname(link))).toEqual(['link.db']);
});

test('every task that is acknowledged around a restore is in the kept list or in the restored one', async () => {
  const { database, backup } = await listWithBackup();
  const session = await openSession({ over: 'stdio', database });
  const given: number[] = [];
  let restored = false;
  const writing = (async () => {
    while (!restored) given.push(Number(/#(\d+)/.exec(await session.text('add_task', { title: 'Around' }))?.[1]));
  })();
  const { code, stdout } = await run(['restore', backup], { database });
  restored = true;
  await writing;
  expect(code).toBe(0);
  const found = new Set([database, keptOf(stdout)].flatMap(idsIn));
  expect(given.filter((id) => !found.has(id))).toEqual([]);
  expect(new Set(given).size).toBe(given.length);
  expect(await audit(database)).toEqual([]);
});

function idsIn(path: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const ids = database.prepare('SELECT id FROM tasks').all();
  database.close();
  return ids.map(({ id }) => id);
}
