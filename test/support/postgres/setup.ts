import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres for each worker, and how all schemas of this run begin; not given where tests run on SQLite. */
    postgres: { readonly urls: readonly string[]; readonly prefix: string };
  }
}

/**
 * Gives the tests a Postgres: the one that TEST_DATABASE_URL names, else one of their own for each worker, because a long
 * transaction of one test holds up what another is told of changes.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prefix = `test_${randomBytes(4).toString('hex')}_`;
  const given = process.env.TEST_DATABASE_URL ?? '';
  if (given !== '') {
    project.provide('postgres', { urls: [given], prefix });
    return () => dropSchemas(given, prefix);
  }
  const workers = Array.from({ length: project.vitest.config.maxWorkers }, () => startPostgres());
  const servers = await Promise.all(workers);
  project.provide('postgres', { urls: servers.map(({ url }) => url), prefix });
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
  };
}

/** What tests that were cut off have left in a database that is not ours. */
async function dropSchemas(url: string, prefix: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query('SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)', [prefix]);
  // One by one, since each takes a lock for everything that stands in it. A worker may have dropped it meanwhile.
  for (const { nspname } of rows) await client.query(`DROP SCHEMA IF EXISTS "${nspname}" CASCADE`);
  await client.end();
}
