import type pg from 'pg';
import { ReadOnlyCopy, sqlstateOf, TakenOver } from './failures.ts';
import { rowWith } from './results.ts';

/** More than a copy can be behind when it takes over. */
const SKIPPED = 10_000;
/** The line of the server's history: it changes when a copy takes over, or when a backup of the server is played back. */
const LINE = 'substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)';
const ASK = `SELECT CASE WHEN NOT pg_is_in_recovery() THEN ${LINE} END AS line`;
const SERVER = '(SELECT system_identifier FROM pg_control_system())';
/** Far beyond the ids that may have been given. */
const SKIP = `SELECT setval(ids, nextval(ids) + $1) FROM (SELECT pg_get_serial_sequence(name, 'id')::regclass AS ids
  FROM unnest(ARRAY['tasks', 'notes', 'changes', 'tokens', 'endpoints', 'deliveries']) AS name) AS sequences`;
const NOT_TOLD = /^(42501|42883|0A000)/;

interface Line {
  readonly kept: string | null;
  readonly current: string;
}

/**
 * A copy that takes over may lack what was committed last, and would give the same ids again, which somebody has been told.
 * So whoever writes looks first whether the server is still the one that gave the last ids, and else goes far beyond them.
 */
export class Succession {
  #line: string | undefined;

  /** Undefined where the server does not tell: its users may not ask, or it is none of Postgres's own. */
  static async on(pool: pg.Pool): Promise<Succession | undefined> {
    const client = await pool.connect();
    try {
      const begun = await client.query(`SELECT ${SERVER}; ${ASK}`);
      const succession = new Succession();
      await succession.#take(client, lineOf(begun));
      client.release();
      return succession;
    } catch (error) {
      client.release(true);
      if (NOT_TOLD.test(sqlstateOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  /** Asked in the message that begins a transaction: a pooler may have changed the server behind the connection. */
  readonly question = ASK;

  /**
   * Throws where the transaction must be run again, since the server that it began on could have given its ids before, and
   * sees to it that it will not.
   */
  async check(client: pg.PoolClient, begun: unknown): Promise<void> {
    const line = lineOf(begun);
    if (line === undefined) throw new ReadOnlyCopy();
    if (line === this.#line) return;
    await client.query('ROLLBACK');
    await this.#take(client, line);
    throw new TakenOver();
  }

  async #take(client: pg.PoolClient, line: string | undefined): Promise<void> {
    await succeed(client);
    this.#line = line;
  }
}

function lineOf(results: unknown): string | undefined {
  const line = rowWith(results, 'line')?.line;
  return typeof line === 'string' ? line : undefined;
}

/** The first who finds out does it for all; the others wait for its lock, and find it done. */
async function succeed(client: pg.PoolClient): Promise<void> {
  const ask = `SELECT line AS kept, ${SERVER} || '/' || ${LINE} AS current FROM meta WHERE id = 1`;
  const isDone = ({ kept, current }: Line) => kept === current;
  // Nearly always; so whoever starts need not wait for those who write.
  if ((await client.query<Line>(ask)).rows.every(isDone)) return;
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  const { rows } = await client.query<Line>(`${ask} FOR UPDATE`);
  for (const { kept, current } of rows.filter((line) => !isDone(line))) {
    if (kept !== null) await client.query(SKIP, [SKIPPED]);
    await client.query('UPDATE meta SET line = $1 WHERE id = 1', [current]);
  }
  await client.query('COMMIT');
}
