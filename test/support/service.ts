import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { BIN, childEnvironment } from './child.ts';
import { newDatabase } from './folder.ts';

interface ServiceOptions {
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** The built service as a child, on a free port of loopback. */
export class Service {
  readonly process: ChildProcess;
  /** Without a path. */
  readonly url: string;
  readonly database: string;
  readonly #said: () => string;

  constructor(process: ChildProcess, url: string, database: string, said: () => string) {
    this.process = process;
    this.url = url;
    this.database = database;
    this.#said = said;
  }

  /** Standard error and output so far. */
  get said(): string {
    return this.#said();
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get mcp(): URL {
    return new URL('/mcp', this.url);
  }

  /** Posts a JSON-RPC message as it stands. */
  post(message: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    const accept = 'application/json, text/event-stream';
    return fetch(this.mcp, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', accept, ...headers },
    });
  }

  /** Resolves with code and signal when it has ended. */
  async exit(): Promise<{ code: number | null; signal: string | null }> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close');
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }
}

/** Resolves when it listens; it ends with the test. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { database = newDatabase(), env = {}, args = [] } = options;
  const given = childEnvironment({ PORT: '0', DATABASE_URL: database, ...env });
  const child = spawn(process.execPath, [BIN, 'serve', ...args], { env: given, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  const hear = (text: string) => {
    said += text;
    const url = /serves MCP at (\S+)\/mcp\n/.exec(said)?.[1];
    if (url !== undefined) resolve(url);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('close', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
  return new Service(child, await promise, database, () => said);
}
