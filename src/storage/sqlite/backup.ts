import { existsSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Tables } from '../tables.ts';
import { dialectOf, QueueDriver } from './driver.ts';
import { createEmpty } from './file.ts';
import { inspect } from './inspect.ts';
import { migrate } from './migrate.ts';
import { errcodeOf, GIVE_UP_MS, patiently } from './retry.ts';

/** Ids that servers may give while a restore runs stay unused: no id is ever given twice. */
const ID_MARGIN = 100;
/** Pages a step; several steps would start anew at every foreign commit. */
const ALL_AT_ONCE = 2 ** 31 - 1;

/**
 * Writes a consistent copy to a new file, for its owner only, while others write. `VACUUM INTO` reads one snapshot and
 * blocks nobody. A copy that fails leaves nothing behind.
 */
export async function copyTo(path: string, to: string): Promise<void> {
  createEmpty(to);
  try {
    await patiently(() => {
      const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
      try {
        database.prepare('VACUUM INTO ?').run(to);
      } finally {
        database.close();
      }
    });
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

/**
 * Puts the content of a backup in place of the list's, in one transaction that servers which are running see like any
 * other. The list as it was is kept in `keep`; both files stay as they are. Throws StorageFailed and changes nothing
 * when `from` is no backup of ours.
 */
export async function restoreFrom(path: string, from: string, keep: string): Promise<void> {
  if (!existsSync(from))
    throw new StorageFailed('there is no such backup', 'Name a file that the backup command wrote.');
  if ((await inspect(from)).is !== 'ours')
    throw new StorageFailed('it is no backup of a task list', 'Name a file that the backup command wrote.');
  await copyTo(path, keep);
  const ready = `${keep}.restoring`;
  try {
    await copyTo(from, ready);
    await prepare(ready, highestIds(path));
    const source = new DatabaseSync(ready);
    await whileBusy(() => backup(source, path, { rate: ALL_AT_ONCE }));
    source.close();
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${ready}${suffix}`, { force: true });
  }
}

type Sequences = { name: unknown; seq: unknown }[];

function highestIds(path: string): Sequences {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  const rows = database.prepare('SELECT name, seq FROM sqlite_sequence').all();
  database.close();
  return rows.map(({ name, seq }) => ({ name, seq }));
}

/** Brings the copy to today's schema and lets its ids go on above those of the list that it replaces. */
async function prepare(copy: string, sequences: Sequences): Promise<void> {
  const database = new DatabaseSync(copy, { timeout: 0 });
  const writer = new Kysely<Tables>({ dialect: dialectOf(new QueueDriver(database, 'BEGIN IMMEDIATE')) });
  await migrate(writer);
  const raise = database.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?');
  for (const { name, seq } of sequences) raise.run(Number(seq) + ID_MARGIN, String(name));
  await writer.destroy();
}

/** A busy target makes node:sqlite's backup fail with SQLITE_OK, of all codes. */
const TARGET_BUSY = [0, 5, 6];

async function whileBusy(work: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!TARGET_BUSY.includes(errcodeOf(error) ?? -1) || performance.now() > until) throw error;
    }
    await sleep(1 + Math.random() * 4);
  }
}
