import { Kysely, sql } from 'kysely';
import type pg from 'pg';
import { StorageFailed } from '../../domain/errors.ts';
import type { Store } from '../../domain/store.ts';
import type { Opening } from '../opening.ts';
import { storeOn } from '../store.ts';
import type { Tables } from '../tables.ts';
import { attemptWith } from './attempt.ts';
import { dialectOf } from './driver.ts';
import { explain } from './failures.ts';
import { Feed } from './feed.ts';
import { Hints } from './hints.ts';
import { logOn } from './log.ts';
import { migrate } from './migrate.ts';
import { endPool, newPool, placeOf } from './pool.ts';
import { reserveIds } from './reserve-ids.ts';
import { searchOn } from './search.ts';
import { StatementNames } from './statement-names.ts';
import { Succession } from './succession.ts';

/** Apart, so that writers that wait for each other's locks do not keep anybody from reading or signing in. */
const WRITERS = 10;
const READERS = 6;

/** Opens the database that `url` names, and creates or upgrades what is in it. Throws StorageFailed, naming no secret. */
export async function openPostgres(url: string, { now, waited }: Opening): Promise<Store> {
  const names = new StatementNames();
  const attempt = attemptWith(names, waited);
  const { schema, succession } = await prepare(url, attempt);
  const [readers, writers] = [newPool(url, { max: READERS }), newPool(url, { max: WRITERS })];
  const hints = new Hints(readers, schema);
  const written = { begin: 'write' as const, names, committed: () => hints.give(), succession };
  const store = storeOn({
    reader: new Kysely<Tables>({ dialect: dialectOf(readers, { begin: 'read', names }) }),
    writer: new Kysely<Tables>({ dialect: dialectOf(writers, written) }),
    feed: new Feed(readers, hints),
    ...{ searchOn, logOn, reserveIds, attempt, explain },
    now: now === undefined ? clockOf : async () => now(),
  });
  return {
    ...store,
    async close() {
      await store.close();
      await Promise.all([endPool(readers), endPool(writers)]);
    },
  };
}

/** Brings the schema up to date, on connections of its own that may take their time. */
async function prepare(url: string, attempt: ReturnType<typeof attemptWith>) {
  const pool = newPool(url, { max: 2, isPatient: true });
  try {
    return await attempt(async () => {
      await migrate(pool);
      return { schema: await schemaOf(pool), succession: await Succession.on(pool) };
    }, {});
  } catch (error) {
    const known = explain(error);
    throw known instanceof StorageFailed
      ? new StorageFailed(`Cannot use the database ${placeOf(url)}: ${known.message}.`, known.next)
      : known;
  } finally {
    await endPool(pool);
  }
}

async function schemaOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ schema: string }>('SELECT current_schema() AS schema');
  return rows[0]?.schema ?? '';
}

const clocks = new WeakMap<Kysely<Tables>, { readonly startMs: number; readonly readMs: number }>();

/** Replicas on several machines have several clocks; the database has one. Asked once in a transaction, it goes on from there. */
async function clockOf(tx: Kysely<Tables>): Promise<Date> {
  const known = clocks.get(tx);
  if (known !== undefined) return new Date(known.startMs + performance.now() - known.readMs);
  // As a number: how a time is written is a setting of the server's, or of the role's.
  const { rows } = await sql<{ ms: number }>`
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms`.execute(tx);
  const startMs = Math.floor(rows[0]?.ms ?? Number.NaN);
  clocks.set(tx, { startMs, readMs: performance.now() });
  return new Date(startMs);
}
