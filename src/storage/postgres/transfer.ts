import { Kysely, sql } from 'kysely';
import { Invalid, StorageFailed } from '../../domain/errors.ts';
import { FILLING, HalfMigrated } from '../half-migrated.ts';
import { POSTGRES_MIGRATIONS, WORKS_WITH } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import { Disturbed } from '../transfer/disturbed.ts';
import { onSnapshot, type Place, type Source, type Target } from '../transfer/ends.ts';
import type { Row } from '../transfer/pages.ts';
import { type HighestIds, NUMBERED, TABLES, toHighestIds } from '../transfer/tables.ts';
import { attemptWith } from './attempt.ts';
import { dialectOf } from './driver.ts';
import { explain, sqlstateOf } from './failures.ts';
import { migrate } from './migrate.ts';
import { endPool, newPool, placeOf } from './pool.ts';
import { termsOf } from './search.ts';
import { StatementNames } from './statement-names.ts';
import { checkVersion, versionOf } from './version.ts';

/** A page of long texts takes longer than any call may. */
const PATIENT = { max: 1, isPatient: true } as const;
const UNIQUE_VIOLATION = '23505';
const ALL = sql.join([...TABLES.map(({ name }) => sql.table(name)), sql.table('search')]);

export function placeAt(url: string): Place {
  return { name: placeOf(url), openSource: () => openSource(url), openTarget: () => openTarget(url), explain };
}

async function openSource(url: string): Promise<Source> {
  const pool = newPool(url, PATIENT);
  const reader = new Kysely<Tables>({ dialect: dialectOf(pool, { begin: 'read', names: new StatementNames() }) });
  try {
    const known = await versionOf(pool);
    if (known === undefined) throw new StorageFailed('there is no task list yet', 'Name the database of one.');
    checkVersion(known);
    if (known.version < POSTGRES_MIGRATIONS.length)
      throw new StorageFailed('it is of an older version', 'Start this server on it once, which upgrades it.');
  } catch (error) {
    await endPool(pool);
    throw error;
  }
  return {
    snapshot: (work) =>
      onSnapshot(reader, async (tx) => {
        // It waits for the target, for as long as that takes.
        await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(tx);
        return work(tx);
      }),
    highestIds,
    close: () => endPool(pool),
  };
}

async function openTarget(url: string): Promise<Target> {
  const [pool, names] = [newPool(url, PATIENT), new StatementNames()];
  const writer = new Kysely<Tables>({ dialect: dialectOf(pool, { begin: 'write', names, isFilling: true }) });
  const attempt = attemptWith(names);
  const write = <T>(work: (tx: Kysely<Tables>) => Promise<T>, commit: 'on' | 'off') => {
    const transaction = writer.transaction();
    return attempt(
      () =>
        transaction.execute(async (tx) => {
          await sql`SELECT set_config('statement_timeout', '5min', true),
            set_config('synchronous_commit', ${commit}, true)`.execute(tx);
          return work(tx);
        }),
      {},
    ).catch((error) => {
      // A server that had the empty list open goes on writing to it.
      throw sqlstateOf(error) === UNIQUE_VIOLATION ? new Disturbed('somebody else has written to the target') : error;
    });
  };
  const isHalf = await migrate(pool).then(
    () => false,
    async (error) => {
      if (error instanceof HalfMigrated) return true;
      await endPool(pool);
      throw error;
    },
  );
  return {
    isHalf,
    write: (work) => write(work, 'off'),
    writeLast: (work) =>
      write(async (tx) => {
        await sql`LOCK TABLE ${ALL} IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
        return work(tx);
      }, 'on'),
    async setHalf(tx, isHalf) {
      const [version, worksWith] = isHalf ? [FILLING, FILLING] : [POSTGRES_MIGRATIONS.length, WORKS_WITH];
      await sql`UPDATE schema_version SET version = ${version}, works_with = ${worksWith}`.execute(tx);
      // Else the first calls are planned for empty tables.
      if (!isHalf) await sql`ANALYZE ${ALL}`.execute(tx);
    },
    async clear(tx) {
      await sql`TRUNCATE ${ALL}`.execute(tx);
    },
    async insert(tx, { name, columns }, rows) {
      refuseNul(name, rows);
      const list = sql.join(columns.map((column) => sql.ref(column)));
      await sql`INSERT INTO ${sql.table(name)} (${list})
        SELECT ${list} FROM json_populate_recordset(NULL::${sql.table(name)}, ${JSON.stringify(rows)}::json)`.execute(
        tx,
      );
    },
    async index(tx, entries) {
      const rows = entries.map(({ task, notes }) => ({ id: task.id, ...termsOf(task, notes) }));
      const vector = (terms: string) => sql.raw(`array_to_tsvector(ARRAY(SELECT json_array_elements_text(${terms})))`);
      await sql`INSERT INTO search (task_id, title_terms, all_terms)
        SELECT id, ${vector('"titleTerms"')}, ${vector('"allTerms"')}
        FROM json_to_recordset(${JSON.stringify(rows)}::json) AS each (id bigint, "titleTerms" json, "allTerms" json)`.execute(
        tx,
      );
    },
    async raiseIds(tx, ids) {
      for (const name of NUMBERED)
        if (ids[name] > 0) await sql`SELECT setval(pg_get_serial_sequence(${name}, 'id'), ${ids[name]})`.execute(tx);
    },
    close: () => endPool(pool),
  };
}

/** What the tutorial's server let in is kept in a file, but no text in Postgres can hold it. */
function refuseNul(table: string, rows: readonly Row[]): void {
  const bad = rows.find((row) => Object.values(row).some((value) => typeof value === 'string' && value.includes('\0')));
  if (bad === undefined) return;
  const { id, task_id = id } = bad;
  throw new Invalid(
    `Postgres cannot hold the character U+0000, which stands in a row of ${table}, of task #${task_id}.`,
    'Write that text anew with `update`, then migrate again; deleted tasks keep theirs for 30 days.',
  );
}

async function highestIds(tx: Kysely<Tables>): Promise<HighestIds> {
  const { rows } = await sql<HighestIds>`SELECT ${sql.join(
    NUMBERED.map(
      (name) =>
        sql`coalesce(pg_sequence_last_value(pg_get_serial_sequence(${name}, 'id')::regclass), 0) AS ${sql.ref(name)}`,
    ),
  )}`.execute(tx);
  return rows[0] ?? toHighestIds(() => 0);
}
