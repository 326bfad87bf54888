import pg from 'pg';
import { ReadOnlyCopy } from './failures.ts';

/** What fails at the first of these is told to the caller, which may try again. */
const CONNECT_MS = 2_000;
const IDLE_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
/** A little more than a statement may take: a server that does not answer at all is gone. */
const ANSWER_MS = 6_000;
/** Type numbers of bigint and of what sums of it are: none of ours is beyond 2^53. */
const AS_NUMBER = [20, 1700];

const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  AS_NUMBER.includes(oid) ? Number : pg.types.getTypeParser(oid, format);

interface Wishes {
  readonly max: number;
  /** As long as it takes: a step of the schema, or the lock of whoever does it. */
  readonly isPatient?: true;
}

/** Of connections to the primary: what a copy says may be old, and it takes no writes. */
export function newPool(url: string, { max, isPatient }: Wishes): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'task-manager-mcp',
    max,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    // Statements need not wait for the answers to those before them.
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(isPatient !== true && { query_timeout: ANSWER_MS }),
    onConnect: refuseCopy,
    // An idle connection need not keep a process that is otherwise done.
    allowExitOnIdle: true,
    types: { getTypeParser: parserOf },
  });
  // A connection that dies while nobody uses it would end the process; the next call gets a new one.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function refuseCopy(client: pg.ClientBase): Promise<void> {
  const asked = { text: 'SELECT pg_is_in_recovery() AS is_copy', query_timeout: CONNECT_MS };
  const { rows } = await client.query<{ is_copy: boolean }>(asked);
  if (rows[0]?.is_copy === true) throw new ReadOnlyCopy();
}

/** Where a database is, as a person may be told: without user or password. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** A server that does not answer would not say goodbye either. Ending twice is no fault. */
export async function endPool(pool: pg.Pool): Promise<void> {
  if (pool.ending) return;
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, CONNECT_MS);
  await Promise.race([pool.end(), timeout.promise]);
  clearTimeout(timer);
}
