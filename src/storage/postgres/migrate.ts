import type pg from 'pg';
import { StorageFailed } from '../../domain/errors.ts';
import { POSTGRES_MIGRATIONS, WORKS_WITH } from '../migrations/index.ts';
import { isAhead, rebase } from './rebase.ts';
import { checkVersion, versionOf } from './version.ts';

/** Names our lock among the advisory locks of a database; the second half is the schema's. */
const LOCK = 0x7461736b;
const OLDEST_SERVER = 140_000;

/**
 * Brings the schema up to date. Any number of replicas may call this at once: the first does it all, in one transaction,
 * under a lock that also holds through a pooler. Throws StorageFailed for a database that we cannot work on.
 */
export async function migrate(pool: pg.Pool): Promise<void> {
  const known = await versionOf(pool);
  const isCurrent = known !== undefined && known.version >= POSTGRES_MIGRATIONS.length;
  if (isCurrent) checkVersion(known);
  if (isCurrent && !(await isAhead(pool))) return;
  await checkServer(pool);
  const client = await pool.connect();
  try {
    // Said, as a role may have another default, by which whoever waited for the lock would not see what was done meanwhile.
    // Patient while another replica does it, and not while a table is in use: whoever waits for us would wait as long.
    await client.query("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '60s'");
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext(current_schema()))', [LOCK]);
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query(`CREATE TABLE IF NOT EXISTS schema_version (
      id integer PRIMARY KEY CHECK (id = 1), version integer NOT NULL, works_with integer NOT NULL)`);
    const { version = 0, works_with = 0 } = (await versionOf(client)) ?? {};
    // Whoever had the lock before may have been newer.
    checkVersion({ version, works_with });
    // As one message: a schema is made in a few milliseconds, not in as many round trips as it has statements.
    const steps = POSTGRES_MIGRATIONS.slice(version).flat();
    if (steps.length > 0) await client.query(steps.join(';\n'));
    await client.query(
      `INSERT INTO schema_version VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, works_with = excluded.works_with WHERE schema_version.version < excluded.version`,
      [POSTGRES_MIGRATIONS.length, WORKS_WITH],
    );
    await rebase(client);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function checkServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<Record<'version' | 'encoding' | 'schema', string | null>>(`
    SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
      current_schema() AS schema`);
  const { version, encoding, schema } = rows[0] ?? {};
  if (Number(version) < OLDEST_SERVER)
    throw new StorageFailed(`its server is Postgres ${String(version).slice(0, -4)}`, 'Use Postgres 14 or newer.');
  if (encoding !== 'UTF8')
    throw new StorageFailed(`its encoding is ${encoding}`, "Create the database with ENCODING 'UTF8'.");
  if (schema === null)
    throw new StorageFailed(
      'it has no schema to put the tables in',
      'Create the schema that search_path names, or name another one.',
    );
}
