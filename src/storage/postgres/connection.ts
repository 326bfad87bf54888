import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type pg from 'pg';
import { nameOf } from './pool.ts';

const MAX_NAMED = 500;
const names = new Map<string, string>();

/** Statements are few, and made once; a name for each keeps the server from planning them anew at every call. */
function named(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMED) return known;
  const name = nameOf(text);
  names.set(text, name);
  return name;
}

/** One connection of the pool, for as long as a transaction lasts. */
export class Connection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  /** Must not go back into the pool. */
  isBroken = false;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const name = named(text);
    const values = parameters.map(toBindable);
    const { rows, rowCount } = await this.client.query({ text, values, ...(name !== undefined && { name }) });
    return { rows, ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
  }

  // biome-ignore lint/correctness/useYield: an open cursor would hold a transaction for as long as the caller likes
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('streaming is not offered');
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
