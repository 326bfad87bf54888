import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Memo } from './memo.ts';

const MAX_CACHED = 200;

/** Refuses what node:sqlite would change without a word: a Date and NaN
 * become NULL, half a surrogate pair U+FFFD, and undefined depends on the version. */
function toBindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'bigint' || value instanceof Uint8Array) return value;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new TypeError(`cannot be stored: ${Object.prototype.toString.call(value)}`);
}

/** One SQLite connection for Kysely, with its statements kept prepared. */
export class Connection implements DatabaseConnection {
  readonly database: DatabaseSync;
  /** Of the state of the database that the running transaction sees; undefined between transactions. */
  memo: Memo | undefined;
  readonly #cache = new Map<string, { statement: StatementSync; answers: boolean }>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  #prepared(sql: string) {
    const known = this.#cache.get(sql);
    if (known !== undefined) return known;
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    const statement = this.database.prepare(sql);
    const fresh = { statement, answers: statement.columns().length > 0 };
    this.#cache.set(sql, fresh);
    return fresh;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, answers } = this.#prepared(sql);
    const values = parameters.map(toBindable);
    if (answers) return { rows: this.#rowsOf(sql, statement, values) as R[] };
    const done = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(done.changes), insertId: BigInt(done.lastInsertRowid) };
  }

  #rowsOf(sql: string, statement: StatementSync, values: readonly SQLInputValue[]) {
    const key = this.memo?.keyOf(sql, values);
    if (this.memo === undefined || key === undefined) return statement.all(...values);
    const known = this.memo.find(key);
    if (known !== undefined) return known;
    const rows = statement.all(...values);
    this.memo.keep(key, rows);
    return rows;
  }

  // biome-ignore lint/correctness/useYield: an open cursor would hold the write-ahead log for as long as the caller likes
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('streaming is not offered');
  }
}
