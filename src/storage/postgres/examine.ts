import type pg from 'pg';
import { StorageFailed } from '../../domain/errors.ts';
import { type Finding, ok } from '../../domain/finding.ts';
import { POSTGRES_MIGRATIONS } from '../migrations/index.ts';
import { explain } from './failures.ts';
import { newPool, placeOf } from './pool.ts';
import { versionOf } from './version.ts';

/** A transaction that stays open keeps every reader of the log waiting for what was committed since it began. */
const LONG_MS = 10_000;

/** Looks at a database on a server, without changing any of it. */
export async function examinePostgres(url: string): Promise<Finding[]> {
  const pool = newPool(url, { max: 1, isPatient: true });
  try {
    const findings = [ok('database', placeOf(url)), await server(pool)];
    const known = await versionOf(pool);
    if (known === undefined) return [...findings, ok('schema', 'empty; the first start fills it')];
    const older = known.version < POSTGRES_MIGRATIONS.length ? '; the next start upgrades it' : '';
    findings.push(ok('schema', `version ${known.version} of ${POSTGRES_MIGRATIONS.length}${older}`));
    if (older === '') findings.push(await content(pool), await oldestTransaction(pool));
    findings.push(await users(pool));
    return findings;
  } catch (error) {
    const failure = explain(error);
    if (!(failure instanceof StorageFailed)) throw failure;
    return [
      { check: 'database', state: 'problem', says: failure.message, ...(failure.next && { mend: failure.next }) },
    ];
  } finally {
    await pool.end();
  }
}

async function server(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ version: string; encrypted: boolean | null }>(`
    SELECT current_setting('server_version') AS version,
      (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted`);
  const [row] = rows;
  return ok(
    'server',
    `Postgres ${row?.version}, connection ${row?.encrypted === true ? 'encrypted' : 'not encrypted'}`,
  );
}

async function content(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<Record<'tasks' | 'counted' | 'searchable', number>>(`
    SELECT (SELECT count(*) FROM tasks WHERE deleted_at IS NULL) AS tasks,
      (SELECT coalesce(sum(count), 0) FROM counts WHERE project = '*') AS counted,
      (SELECT count(*) FROM search) AS searchable`);
  const { tasks = 0, counted = 0, searchable = 0 } = rows[0] ?? {};
  if (tasks === counted && tasks === searchable) return ok('content', `${tasks} tasks, counters and search agree`);
  return {
    check: 'content',
    state: 'problem',
    says: `${tasks} tasks, ${counted} counted, ${searchable} searchable`,
    mend: 'Please report this; `export` and `import` into a new database mend it.',
  };
}

async function users(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ client: string; connections: number }>(`
    SELECT coalesce(host(client_addr), 'this machine') AS client, count(*) AS connections FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = current_setting('application_name')
        AND pid <> pg_backend_pid() GROUP BY 1 ORDER BY 1`);
  const all = rows.map(({ client, connections }) => `${client} (${connections} connections)`);
  return ok('in use by', all.length === 0 ? 'nobody' : all.join(', '));
}

/** Also by the oldest change that waits to be told: users are not shown since when a transaction of another one runs. */
async function oldestTransaction(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ ms: number | null }>(`
    SELECT max(extract(epoch FROM clock_timestamp() - since) * 1000) AS ms FROM (
      SELECT xact_start FROM pg_stat_activity WHERE backend_xid IS NOT NULL
      UNION ALL SELECT at::timestamptz FROM changes WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())
    ) AS writing (since)`);
  const ms = rows[0]?.ms ?? 0;
  if (ms < LONG_MS) return ok('change feed', 'no transaction holds it up');
  return {
    check: 'change feed',
    state: 'warning',
    says: `a transaction has been writing for ${Math.round(ms / 1_000)} s; until it ends nobody is told of later changes`,
    mend: 'Find it in pg_stat_activity by its backend_xid.',
  };
}
