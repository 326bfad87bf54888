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
import { newPool } from './pool.ts';
import { reserveIds } from './reserve-ids.ts';
import { searchOn } from './search.ts';

/** Opens the database that `url` names, and creates or upgrades what is in it. Throws StorageFailed, naming no secret. */
export async function openPostgres(url: string, { now, waited }: Opening): Promise<Store> {
  const pool = newPool(url);
  const attempt = attemptWith(waited);
  let schema: string;
  try {
    await attempt(() => migrate(pool), {});
    schema = await schemaOf(pool);
  } catch (error) {
    await pool.end();
    const known = explain(error);
    const { host, pathname } = new URL(url);
    throw known instanceof StorageFailed
      ? new StorageFailed(`Cannot use the database ${host}${pathname}: ${known.message}.`, known.next)
      : known;
  }
  const hints = new Hints(pool, schema);
  const store = storeOn({
    reader: new Kysely<Tables>({ dialect: dialectOf(pool, { begin: 'read' }) }),
    writer: new Kysely<Tables>({ dialect: dialectOf(pool, { begin: 'write', committed: () => hints.give() }) }),
    feed: new Feed(pool, hints),
    ...{ searchOn, logOn, reserveIds, attempt, explain },
    now: now === undefined ? clockOf : async () => now(),
  });
  return {
    ...store,
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

async function schemaOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ schema: string }>('SELECT current_schema() AS schema');
  return rows[0]?.schema ?? '';
}

/** Replicas on several machines have several clocks; the database has one. */
async function clockOf(tx: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(tx);
  return rows[0]?.now ?? new Date(Number.NaN);
}
