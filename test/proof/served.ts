import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { BIN, childEnvironment } from '../support/child.ts';
import { listening } from './listening.ts';

/** Nothing here is about how often one may ask. */
const RATE_LIMIT = '1000000';

/** The built service as a child, on loopback, where everybody must sign in. */
export class Served {
  readonly process: ChildProcess;
  readonly port: number;

  constructor(process: ChildProcess, port: number) {
    this.process = process;
    this.port = port;
  }

  get rssMib(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  /** Resolves with its exit code. */
  async end(): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const closed = once(this.process, 'close');
    this.process.kill('SIGTERM');
    await closed;
    return this.process.exitCode;
  }
}

export async function serve(database: string): Promise<Served> {
  const env = childEnvironment({ PORT: '0', AUTH: 'required', RATE_LIMIT, DATABASE_URL: database });
  const child = spawn(process.execPath, [BIN, 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Served(child, await listening(child));
}

interface Holder {
  readonly name: string;
  readonly project?: string;
}

/** A token to write with for each; whoever has a project is confined to it. */
export async function tokensFor(database: string, holders: readonly Holder[]): Promise<string[]> {
  const { services, close } = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent' }));
  const secrets: string[] = [];
  for (const holder of holders) {
    const wish = { ...holder, scopes: ['tasks:write'], lifetimeMs: undefined };
    secrets.push((await createToken(services.callFor('proof'), wish)).secret);
  }
  await close();
  return secrets;
}
