import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type pg from 'pg';
import { isConnectionLost } from './failures.ts';
import type { StatementNames } from './statement-names.ts';

/** What changes rows and gives none, or only waits for a lock. */
const SILENT = /^\s*((insert|update|delete)\b(?!.*\breturning\b)|select pg_advisory_xact_lock\b)/is;

/**
 * One connection of the pool, for as long as a transaction lasts. What gives no rows is sent ahead of what comes next, so
 * that nobody waits for the way there and back; when it fails, the server refuses all that follows in the transaction, and
 * whoever comes next is told why.
 */
export class Connection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  /** Must not go back into the pool. */
  isBroken = false;
  readonly #names: StatementNames;
  #failure: { readonly error: unknown } | undefined;
  #begun: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  /** Sends what begins a transaction, which fails where `check` throws for what the server answers. */
  begin(text: string, check: (answer: unknown) => void): void {
    this.#begun = this.#sendAhead(text, check);
  }

  /** What the beginning gave. */
  get begun(): Promise<unknown> {
    return this.#begun;
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const [isSilent, name] = [SILENT.test(text), this.#names.of(text)];
    const statement = { text, values: parameters.map(toBindable), ...(name !== undefined && { name }) };
    // Before the transaction has begun it would be one of its own.
    if (isSilent) await this.#begun;
    this.check();
    if (isSilent) {
      void this.#sendAhead(statement);
      return { rows: [] };
    }
    const { rows } = await this.ask(statement);
    // Answers come in order: by now it is known how the transaction began.
    this.check();
    return { rows };
  }

  /** Throws why something that was sent ahead has failed. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async ask(statement: string | pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await this.client.query(statement);
    } catch (error) {
      if (isConnectionLost(error)) this.isBroken = true;
      this.check();
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: an open cursor would hold a transaction for as long as the caller likes
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('streaming is not offered');
  }

  /** What it gave; undefined where it failed. */
  async #sendAhead(statement: string | pg.QueryConfig, check?: (answer: unknown) => void): Promise<unknown> {
    try {
      const answer = await this.client.query(statement);
      check?.(answer);
      return answer;
    } catch (error) {
      if (isConnectionLost(error)) this.isBroken = true;
      this.#failure ??= { error };
      return undefined;
    }
  }
}

/** Refuses what the driver would change without a word: undefined becomes NULL, an object JSON, half a surrogate pair U+FFFD. */
function toBindable(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(toBindable);
  throw new TypeError(`cannot be stored: ${Object.prototype.toString.call(value)}`);
}
