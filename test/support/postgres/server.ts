import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { loadEmbeddedPostgres } from './programs.ts';

export interface PostgresServer {
  readonly url: string;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** Many processes of one test have a pool each. */
const MAX_CONNECTIONS = 400;

/** Nothing of it must outlive the tests, so nothing is made safe on the disk. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: String(MAX_CONNECTIONS),
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
};

/** A Postgres of the tests' own, on a free port of loopback; it ends with this process at the latest. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-test-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  // The library ends the server of an interrupted run, and would still be removing its files when the process ends.
  process.once('exit', remove);
  const port = await freePort();
  const said: string[] = [];
  const say = (message: unknown) => void said.push(String(message));
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'test',
    persistent: true,
    // Postgres refuses to run as root, and not every machine has a user for it.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: say,
    onError: say,
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    throw new Error(
      `Postgres did not start: ${error}\n${said.join('')}\nSet TEST_DATABASE_URL to one that runs, or run npm test -- --project sqlite.`,
    );
  }
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    async stop() {
      await postgres.stop();
      remove();
    },
  };
}
