import { existsSync, rmSync, statSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Tables } from '../tables.ts';
import { keepClosed } from './closed-endpoints.ts';
import { copyNow, copyTo } from './copy.ts';
import { isDamaged, moveAway } from './damaged.ts';
import { dialectOf, QueueDriver } from './driver.ts';
import { explain } from './failures.ts';
import { BESIDE, prepareFile, setAside, usableFile } from './file.ts';
import { inspect, isDamage, kindOf } from './inspect.ts';
import { lookAt } from './look.ts';
import { migrate } from './migrate.ts';
import { patiently } from './retry.ts';
import { keepRevoked, revokedTokens } from './revoked.ts';
import { keepTold } from './told-since.ts';

/** Ids that stay unused where nobody can tell any more which were given: no id is ever given twice. */
const ID_MARGIN = 100;
/** Less than any list of ours has, so that there is a moment between the first pages and the rest. */
const PAGES_A_STEP = 16;
/** A busy target makes node:sqlite's backup fail with SQLITE_OK, of all codes. */
const TARGET_BUSY = [0, 5, 6];

/**
 * Puts the content of a backup in place of the list's, in one transaction that servers which are running see like any
 * other. The list as it was goes to the file `<list>.<ending>`, with every change that was ever acknowledged; a list
 * too damaged to be copied is moved there. Gives that path, or undefined where there was no list. Throws StorageFailed
 * and changes nothing when either file is none of ours.
 */
export async function restoreFrom(path: string, from: string, ending: string): Promise<string | undefined> {
  await refuseUnlessBackup(from);
  const isLost = !existsSync(path);
  const real = isLost ? path : usableFile(path);
  const files = { path: real, ready: `${real}.${ending}.restoring`, keep: `${real}.${ending}` };
  const isBroken = !isLost && (await isDamaged(real));
  if (isLost) {
    // A log that has lost its file would be taken for that of the new one.
    setAside(real, files.keep);
    prepareFile(real);
  }
  try {
    await copyTo(from, files.ready);
    await upgrade(files.ready);
    return isBroken ? await replace(files) : await overwriteOrReplace(files);
  } finally {
    for (const end of ['', ...BESIDE]) rmSync(`${files.ready}${end}`, { force: true });
  }
}

interface Files {
  /** The list's. */
  readonly path: string;
  /** What is to be the list: a copy of the backup with today's schema. */
  readonly ready: string;
  /** Where the list as it was goes. */
  readonly keep: string;
}

async function refuseUnlessBackup(from: string): Promise<void> {
  const next = 'Name a file that the backup command wrote.';
  if (!statSync(from, { throwIfNoEntry: false })?.isFile()) throw new StorageFailed('there is no such backup', next);
  const kind = await inspect(from).catch((error: unknown) => {
    const known = explain(error);
    throw known instanceof StorageFailed ? new StorageFailed(`it cannot be restored: ${known.message}`, next) : known;
  });
  if (kind.is !== 'ours') throw new StorageFailed('it is no backup of a task list', next);
}

async function upgrade(copy: string): Promise<void> {
  const database = new DatabaseSync(copy, { timeout: 0 });
  const writer = new Kysely<Tables>({ dialect: dialectOf(new QueueDriver(database, 'BEGIN IMMEDIATE')) });
  try {
    await migrate(writer);
  } finally {
    database.close();
  }
}

async function overwriteOrReplace(files: Files): Promise<string | undefined> {
  try {
    return await overwrite(files);
  } catch (error) {
    // Only reading all of a large file tells that it is damaged.
    if (!isDamage(error)) throw error;
    return replace(files);
  }
}

async function replace(files: Files): Promise<string> {
  moveAway(files.path, files.keep);
  prepareFile(files.path);
  await overwrite(files);
  return files.keep;
}

async function overwrite(files: Files): Promise<string | undefined> {
  const target = new DatabaseSync(files.path, { timeout: 0 });
  try {
    // In this mode the list can be read, and so kept, while its write lock is held.
    await patiently(() => target.exec('PRAGMA journal_mode = WAL'));
    return await patiently(() => overwriteAtOnce(files), { busy: TARGET_BUSY });
  } finally {
    target.close();
  }
}

async function overwriteAtOnce({ path, ready, keep }: Files): Promise<string | undefined> {
  const source = new DatabaseSync(ready, { timeout: 0 });
  const before: { isKept?: boolean } = {};
  try {
    await backup(source, path, {
      rate: PAGES_A_STEP,
      // The first step took the write lock: nothing more can be written to the list before it is replaced.
      progress() {
        if (before.isKept !== undefined) return;
        const isList = lookAt(path, kindOf).is === 'ours';
        if (isList) copyNow(path, keep);
        before.isKept = isList;
        // At once: each row by itself would wait for the disk, and everybody who writes to the list for all of them.
        source.exec('BEGIN');
        raiseIds(source, isList ? lookAt(path, highestIds) : undefined);
        keepRevoked(source, isList ? lookAt(path, revokedTokens) : []);
        if (isList)
          lookAt(path, (list) => {
            keepTold(source, list);
            keepClosed(source, list);
          });
        source.exec('COMMIT');
      },
    });
    return before.isKept ? keep : undefined;
  } catch (error) {
    if (before.isKept) rmSync(keep, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

type Sequence = readonly [name: string, highest: number];

function highestIds(database: DatabaseSync): Sequence[] {
  const rows = database.prepare('SELECT name, seq FROM sqlite_sequence').all();
  return rows.map(({ name, seq }) => [String(name), Number(seq)]);
}

/** Lets ids go on above those of the list that is replaced; SQLite carries the change into the copy under way. */
function raiseIds(source: DatabaseSync, given: readonly Sequence[] | undefined): void {
  if (given === undefined) source.exec(`UPDATE sqlite_sequence SET seq = seq + ${ID_MARGIN}`);
  const raise = source.prepare('UPDATE sqlite_sequence SET seq = max(seq, CAST(? AS INTEGER)) WHERE name = ?');
  for (const [name, highest] of given ?? []) raise.run(highest, name);
}
