import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { Era } from '../requests.ts';

const LIFE_MS = 600_000;
const PROTOCOL = { legacy: '2025-11-25', modern: '2026-07-28' } as const;
const FAILED = /"isError":true|"error":\{/;

interface Program {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A service as a child, which many connections ask at once. */
export class Service implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, null, Readable>;
  readonly #agent: Agent;
  readonly #url: URL;

  constructor(process: ChildProcessByStdio<Writable, null, Readable>, url: URL, connections: number) {
    this.#process = process;
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The answer. Throws when it is an error. */
  ask(era: Era, body: string, { method, name }: { method: string; name: string }): Promise<string> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': PROTOCOL[era],
      ...(era === 'modern' && { 'mcp-method': method, 'mcp-name': name }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(this.#url, { method: 'POST', headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => {
          if (response.statusCode === 200 && !FAILED.test(text)) resolve(text);
          else reject(new Error(`${response.statusCode} ${text.slice(0, 500)}`));
        });
      });
      asked.once('error', reject).end(body);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

/** Resolves when it listens. */
export async function start({ file, args = [], env, input = '' }: Program, connections: number): Promise<Service> {
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: LIFE_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const url = /serves MCP at (\S+)\n/.exec(said)?.[1];
    if (url !== undefined) resolve(new URL(url));
  });
  child.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${said}`)));
  return new Service(child, await promise, connections);
}
