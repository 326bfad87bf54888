import { createHash } from 'node:crypto';
import pg from 'pg';

/** What fails at the first of these is told to the caller, which may try again. */
const CONNECT_MS = 2_000;
const IDLE_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
const MAX_CONNECTIONS = 10;
/** Type numbers of bigint and of what sums of it are: none of ours is beyond 2^53. */
const AS_NUMBER = [20, 1700];

const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  AS_NUMBER.includes(oid) ? Number : pg.types.getTypeParser(oid, format);

export function newPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'task-manager-mcp',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    // Statements need not wait for the answers to those before them.
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    // An idle connection need not keep a process that is otherwise done.
    allowExitOnIdle: true,
    types: { getTypeParser: parserOf },
  });
  // A connection that dies while nobody uses it would end the process; the next call gets a new one.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The name under which a connection keeps a statement prepared. */
export function nameOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
