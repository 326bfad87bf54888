import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../support/child.ts';
import { listening } from './listening.ts';
import { Poster } from './poster.ts';

/** Nothing here is about how often one may ask. */
const UNLIMITED = { RATE_LIMIT: '1000000', LOG_LEVEL: 'silent' };

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One of several services on one database. */
export class Replica {
  readonly process: ChildProcess;
  readonly #port: number;

  private constructor(process: ChildProcess, port: number) {
    this.process = process;
    this.#port = port;
  }

  /** Resolves when it listens. `program` is what Node runs. */
  static async start(database: string, program: readonly string[]): Promise<Replica> {
    const env = childEnvironment({ ...UNLIMITED, PORT: '0', AUTH: 'off', TASK_ACTOR: 'ada', DATABASE_URL: database });
    const child = spawn(process.execPath, [...program, 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    child.once('close', () => running.delete(child));
    return new Replica(child, await listening(child));
  }

  /** A client with one connection to it. */
  client(): Poster {
    return new Poster({ port: this.#port, era: 'modern' });
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, 'close');
    this.process.kill(signal);
    await closed;
  }
}
