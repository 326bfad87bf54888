import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { audit } from '../../support/audit.ts';
import { BIN, childEnvironment } from '../../support/child.ts';
import { newDatabase } from '../../support/folder.ts';
import { openCommand } from '../../support/open-command.ts';
import { openSession, type Session } from '../../support/session.ts';
import { fingerprint } from '../../support/start.ts';
import { makeTutorialFile } from '../../support/tutorial-file.ts';

const DRAFT = { title: 'Large', description: 'word '.repeat(6_000) };
const FULL = 'Error: the disk refused to read or write the database\nCheck the disk and its quota, then try again.';

/** A server whose files may grow no further than that; the kernel refuses it as it would on a full quota. */
const limited = (kilobytes: number) =>
  ['bash', '-c', `ulimit -S -f ${kilobytes}; exec "$0" "$1"`, process.execPath, BIN] as const;

async function addUntilFull(session: Session): Promise<{ added: number; failure: string }> {
  for (let added = 0; added < 100; added += 1) {
    const { isError, content } = await session.call('add_task', DRAFT);
    if (isError === true) return { added, failure: content[0]?.type === 'text' ? content[0].text : '' };
  }
  throw new Error('the limit was never reached');
}

test('a write that the disk refuses changes nothing, says so, and works again when there is room', async () => {
  const database = newDatabase();
  const { session, pid } = await openCommand(database, limited(1_000));
  const { added, failure } = await addUntilFull(session);
  expect(added).toBeGreaterThan(3);
  expect(failure).toBe(FULL);
  expect(await session.failure('add_task', DRAFT)).toBe(FULL);
  expect(await session.data('list_tasks')).toMatchObject({ total: added });
  expect(await session.text('get_task_stats')).toMatch(`Tasks: ${added} total, `);
  expect(await audit(database)).toEqual([]);

  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']);
  expect(await session.text('add_task', DRAFT)).toContain(`Created task #${added + 1}: Large (medium)`);
  expect(await audit(database)).toEqual([]);
});

test('a lease that expires while the disk is full keeps nobody from reading', async () => {
  const database = newDatabase();
  const { session, pid } = await openCommand(database, limited(1_000));
  await session.text('add_task', { title: 'Claimed' });
  await session.text('claim_task');
  const file = new DatabaseSync(database);
  file.exec("UPDATE leases SET until = '2020-01-01T00:00:00.000Z'");
  file.close();
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=4096:']);
  expect(await session.failure('add_task', DRAFT)).toBe(FULL);
  expect(await session.text('list_tasks', { status: 'ready' })).toBe('No tasks found.');
  expect(await session.data('get_changes')).toMatchObject({ next_cursor: 2 });
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']);
  expect(await session.data('get_changes', { since: 2 })).toMatchObject({ changes: [{ kind: 'task.lease_expired' }] });
  expect(await audit(database)).toEqual([]);
});

test('after a full disk the next process finds every acknowledged task', async () => {
  const database = newDatabase();
  const { session } = await openCommand(database, limited(700));
  const { added } = await addUntilFull(session);
  await session.client.close();
  const next = await openSession({ database });
  expect(await next.text('add_task', { title: 'After' })).toBe(`Created task #${added + 1}: After (medium)`);
  expect(await next.data('list_tasks')).toMatchObject({ total: added + 1 });
  expect(await audit(database)).toEqual([]);
});

/** Starts a limited server that has no input, and gives what it said. */
function startLimited(database: string, kilobytes: number) {
  const [command, ...args] = limited(kilobytes);
  const env = childEnvironment({ DATABASE_URL: database, HOME: dirname(database) });
  const { status, stderr } = spawnSync(command, args, { env, input: '', encoding: 'utf8' });
  return { code: status, stderr };
}

const STOPPED = (database: string) => ({
  code: 5,
  stderr: `task-manager-mcp: Cannot use the database ${database}: the disk refused to read or write the database. Check the disk and its quota, then try again.\n`,
});

test('a disk that is full at the first start stops it in one sentence, and the next start works', async () => {
  const database = newDatabase();
  expect(startLimited(database, 16)).toEqual(STOPPED(database));
  const session = await openSession({ database });
  expect(await session.text('add_task', { title: 'Review PR' })).toBe('Created task #1: Review PR (medium)');
  expect(await audit(database)).toEqual([]);
});

function largeTutorialFile(): string {
  const database = newDatabase();
  const row = ['Large', 'word '.repeat(1_000), 'low', 0] as const;
  makeTutorialFile(
    database,
    Array.from({ length: 200 }, () => row),
  );
  return database;
}

test("a disk too full for the copy of the tutorial's file leaves that file as it was", () => {
  const database = largeTutorialFile();
  const before = fingerprint(dirname(database));
  expect(startLimited(database, 500)).toEqual(STOPPED(database));
  expect(fingerprint(dirname(database))).toMatchObject(before);
});

test("a disk too full for the copy of the tutorial's file is left without a half of one", () => {
  const database = largeTutorialFile();
  startLimited(database, 500);
  expect(readdirSync(dirname(database)).filter((name) => name.includes('before-upgrade'))).toEqual([]);
});
