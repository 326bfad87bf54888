import { type Dialect, type Driver, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type pg from 'pg';
import { HoldingAdapter } from '../holding.ts';
import { Connection } from './connection.ts';
import { isConnectionLost, LostCommit } from './failures.ts';
import type { StatementNames } from './statement-names.ts';
import type { Succession } from './succession.ts';
import { checkBegun, VERSION_QUESTION } from './version.ts';

/**
 * Time-outs are set with each transaction, not with each connection: a pooler between us and the database gives every
 * transaction another one. One statement that takes longer than this, or a transaction that does nothing for so long, has
 * gone wrong, and would hold up all readers of the log. So are the planner's: a page is a few rows of an index, for which
 * helpers and compiling cost more than they bring, and a merge would read a table from its beginning to where the page is.
 * Where it takes reading here and there for dear, it walks through all tasks in the order of a page and hopes to meet the
 * few that are asked for.
 */
const SETTINGS = `SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '2s';
  SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL max_parallel_workers_per_gather = 0;
  SET LOCAL jit = off; SET LOCAL enable_mergejoin = off; SET LOCAL random_page_cost = 0.1`;

interface Kind {
  readonly begin: keyof typeof BEGIN;
  readonly names: StatementNames;
  /** Told of each transaction that was committed. */
  committed?(): void;
  /** Looked at in each transaction that may take ids. */
  readonly succession?: Succession | undefined;
  /** Writes to what is no list yet, or none any more; everybody else is refused there. */
  readonly isFilling?: true;
}

/** Said, as a role or a database may have another default. */
const BEGIN = {
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED',
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
};

/** Transactions on connections of a pool. */
class PoolDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #kind: Kind;

  constructor(pool: pg.Pool, kind: Kind) {
    this.#pool = pool;
    this.#kind = kind;
  }

  async init() {}

  async acquireConnection() {
    return new Connection(await this.#pool.connect(), this.#kind.names);
  }

  async releaseConnection({ client, isBroken }: Connection) {
    client.release(isBroken);
  }

  async beginTransaction(connection: Connection) {
    const { begin, succession, isFilling } = this.#kind;
    const questions = [isFilling ? undefined : VERSION_QUESTION, succession?.question];
    connection.begin([BEGIN[begin], SETTINGS, ...questions].filter(Boolean).join('; '), checkBegun);
  }

  async commitTransaction(connection: Connection) {
    // Known by now: answers come in order.
    const begun = await connection.begun;
    // What failed before the end is sent was surely not committed.
    connection.check();
    await this.#kind.succession?.check(connection.client, begun);
    let command: string;
    try {
      ({ command } = await connection.ask('COMMIT'));
    } catch (error) {
      connection.isBroken = true;
      // What only reads has nothing to lose by it.
      throw this.#kind.begin === 'write' && isConnectionLost(error) ? new LostCommit(error) : error;
    }
    connection.check();
    // The answer to the end of a transaction in which something has failed.
    if (command !== 'COMMIT') throw new Error(`a commit was answered with ${command}`);
    this.#kind.committed?.();
  }

  async rollbackTransaction(connection: Connection) {
    if (connection.isBroken) return;
    try {
      await connection.client.query('ROLLBACK');
    } catch {
      // A connection that is gone has rolled back; why the transaction failed is told already.
      connection.isBroken = true;
    }
  }

  /** The pool ends with the store. */
  async destroy() {}
}

/** Of connections that write, or only read, each time one snapshot. */
export function dialectOf(pool: pg.Pool, kind: Kind): Dialect {
  return {
    createAdapter: () => (kind.begin === 'write' ? new HoldingAdapter() : new PostgresAdapter()),
    createDriver: () => new PoolDriver(pool, kind),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
