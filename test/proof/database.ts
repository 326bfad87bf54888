import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { startPostgres } from '../support/postgres/server.ts';

/** A Postgres to prove something on. */
export interface Server {
  /** The URL of an empty list on it. */
  newList(): Promise<string>;
  end(): Promise<void>;
}

/** The Postgres that TEST_DATABASE_URL names, else one of our own, which keeps its promises as those in use do. */
export async function openServer(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL ?? '';
  const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
  const server = given === '' ? await startPostgres(durable) : { url: given, stop: async () => {} };
  const made: string[] = [];
  const run = async (statement: string) => {
    const client = new Client(server.url);
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  return {
    async newList() {
      const schema = `proof_${randomBytes(6).toString('hex')}`;
      await run(`CREATE SCHEMA ${schema}`);
      made.push(schema);
      return `${server.url}${server.url.includes('?') ? '&' : '?'}options=-c%20search_path%3D${schema}`;
    },
    async end() {
      if (given !== '') for (const schema of made) await run(`DROP SCHEMA ${schema} CASCADE`);
      await server.stop();
    },
  };
}
