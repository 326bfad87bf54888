import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Dialect, type Driver, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Waited } from '../waited.ts';
import { Connection } from './connection.ts';
import { emptied } from './identity.ts';
import { Memo } from './memo.ts';
import { patiently } from './retry.ts';

/** `BEGIN IMMEDIATE` takes the write lock at once: a later upgrade could only fail. */
type Begin = 'BEGIN' | 'BEGIN IMMEDIATE';

/**
 * One connection, handed out first come, first served; so Kysely's own transaction is the queue of writes. Every
 * transaction first checks that the file is still the one that was opened, with
 * the schema that we know.
 */
export class QueueDriver implements Driver {
  readonly #connection: Connection;
  readonly #begin: Begin;
  readonly #waited: Waited | undefined;
  readonly #readSchema: StatementSync;
  readonly #readState: StatementSync;
  /** Of a connection that only reads: what it finds is changed by others alone, and SQLite tells of those. */
  readonly #memo: Memo | undefined;
  #check = () => {};
  #expected: number | undefined;
  #tail = Promise.resolve();
  #release = () => {};
  #turn = { over: true, late: false };

  constructor(database: DatabaseSync, begin: Begin, waited?: Waited) {
    this.#connection = new Connection(database);
    this.#begin = begin;
    this.#waited = waited;
    this.#readSchema = database.prepare('PRAGMA user_version');
    this.#readState = database.prepare('PRAGMA data_version');
    this.#memo = begin === 'BEGIN' ? new Memo() : undefined;
  }

  /** From now on a transaction is refused on another schema version, or when `check` throws. */
  expect(version: number, check: () => void): void {
    this.#expected = version;
    this.#check = check;
  }

  async init() {}

  async acquireConnection() {
    const before = this.#tail;
    const mine = Promise.withResolvers<void>();
    this.#tail = mine.promise;
    await before;
    this.#release = mine.resolve;
    return this.#connection;
  }

  async releaseConnection() {
    this.#release();
  }

  async beginTransaction() {
    this.#check();
    await patiently(() => this.#start(), { waited: this.#waited });
    const turn = { over: false, late: false };
    this.#turn = turn;
    // Runs only when the microtask queue is empty: when `work` awaits something other than the transaction.
    process.nextTick(() => {
      turn.late = !turn.over;
    });
  }

  #start() {
    const { database } = this.#connection;
    database.exec(this.#begin);
    try {
      // Its first statement: from here on the transaction sees this state, whatever others commit.
      const state = this.#memo && this.#readState.get()?.data_version;
      if (!this.#memo?.isOf(state)) {
        this.#checkSchema();
        this.#memo?.begin(state);
      }
      this.#connection.memo = this.#memo;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  #checkSchema() {
    const version = this.#readSchema.get()?.user_version;
    if (this.#expected === undefined || version === this.#expected) return;
    if (version === 0) throw emptied();
    throw new StorageFailed(
      `another version of task-manager-mcp has changed the database (schema ${version}, this one knows ${this.#expected})`,
      'Restart this server with the version that was installed last.',
    );
  }

  #end() {
    this.#turn.over = true;
    this.#connection.memo = undefined;
  }

  async commitTransaction() {
    this.#end();
    if (this.#turn.late) throw new Error('a transaction awaited something other than the database');
    // Only a file not yet in write-ahead mode can be busy here: its readers hold a commit up.
    await patiently(() => this.#connection.database.exec('COMMIT'), { waited: this.#waited });
  }

  async rollbackTransaction() {
    this.#end();
    // A full disk has already rolled back.
    if (this.#connection.database.isTransaction) this.#connection.database.exec('ROLLBACK');
  }

  async destroy() {
    this.#connection.database.close();
  }
}

export function dialectOf(driver: QueueDriver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
