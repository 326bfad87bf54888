import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery, Kysely, sql } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import { FILLING, HalfMigrated } from '../half-migrated.ts';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import { onSnapshot, type Place, type Source, type Target } from '../transfer/ends.ts';
import { type HighestIds, NUMBERED, TABLES, toHighestIds } from '../transfer/tables.ts';
import { dialectOf, QueueDriver } from './driver.ts';
import { existingList } from './existing.ts';
import { explain } from './failures.ts';
import { prepareFile } from './file.ts';
import { inspect, refuseTutorial } from './inspect.ts';
import { migrate } from './migrate.ts';
import { patiently } from './retry.ts';
import { searchOn } from './search.ts';

export function placeAt(path: string): Place {
  return { name: path, openSource: () => openSource(path), openTarget: () => openTarget(path), explain };
}

async function openSource(path: string): Promise<Source> {
  const { real, version } = await existingList(path);
  if (version < SQLITE_MIGRATIONS.length)
    throw new StorageFailed('it is of an older version', 'Start this server on it once, which upgrades it.');
  const database = new DatabaseSync(real, { readOnly: true, timeout: 0 });
  const reader = new Kysely<Tables>({ dialect: dialectOf(await queueOf(database, 'BEGIN')) });
  return {
    snapshot: (work) => onSnapshot(reader, work),
    highestIds,
    close: async () => database.close(),
  };
}

async function openTarget(path: string): Promise<Target> {
  const real = prepareFile(path);
  const kind = await inspect(real).catch((error) => {
    if (error instanceof HalfMigrated) return { is: 'half' } as const;
    throw error;
  });
  if (kind.is === 'tutorial') refuseTutorial(kind);
  const database = new DatabaseSync(real, { timeout: 0 });
  const writer = new Kysely<Tables>({ dialect: dialectOf(await queueOf(database, 'BEGIN IMMEDIATE')) });
  try {
    for (const pragma of ['foreign_keys = ON', 'trusted_schema = OFF', 'synchronous = NORMAL'])
      database.exec(`PRAGMA ${pragma}`);
    if (kind.is !== 'half') await migrate(writer);
    await patiently(() => database.exec('PRAGMA journal_mode = WAL'));
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    isHalf: kind.is === 'half',
    write: (work) => writer.transaction().execute(work),
    async writeLast(work) {
      // Whoever writes is alone here; what this one waits for includes the log of all others.
      database.exec('PRAGMA synchronous = FULL');
      return writer.transaction().execute(work);
    },
    async setHalf(tx, isHalf) {
      await sql.raw(`PRAGMA user_version = ${isHalf ? FILLING : SQLITE_MIGRATIONS.length}`).execute(tx);
    },
    async clear(tx) {
      for (const { name } of TABLES.toReversed()) await sql`DELETE FROM ${sql.table(name)}`.execute(tx);
      await sql`INSERT INTO search (search) VALUES ('delete-all')`.execute(tx);
    },
    async insert(tx, { name, columns }, rows) {
      // One at a time: there is no way to the database that would be worth saving.
      const text = `INSERT INTO ${name} (${columns.map((column) => `"${column}"`)}) VALUES (${columns.map(() => '?')})`;
      for (const row of rows)
        await tx.executeQuery(
          CompiledQuery.raw(
            text,
            columns.map((column) => row[column]),
          ),
        );
    },
    async index(tx, entries) {
      for (const { task, notes } of entries) await searchOn(tx).put(task, notes);
    },
    async raiseIds(tx, ids) {
      for (const name of NUMBERED) {
        await sql`DELETE FROM sqlite_sequence WHERE name = ${name}`.execute(tx);
        if (ids[name] === 0) continue;
        await sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${name}, CAST(${ids[name]} AS INTEGER))`.execute(tx);
      }
    },
    close: async () => database.close(),
  };
}

function queueOf(database: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE'): Promise<QueueDriver> {
  return patiently(() => new QueueDriver(database, begin));
}

async function highestIds(tx: Kysely<Tables>): Promise<HighestIds> {
  const { rows } = await sql<{ name: string; seq: number }>`SELECT name, seq FROM sqlite_sequence`.execute(tx);
  return toHighestIds((name) => rows.find((row) => row.name === name)?.seq ?? 0);
}
