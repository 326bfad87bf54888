import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { SETTINGS } from '../../src/config.ts';

/** The built launcher, as hosts start it. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** This process's environment without our own settings, and with those given. */
export function childEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !Object.hasOwn(SETTINGS, entry[0]),
  );
  return { ...Object.fromEntries(kept), ...env };
}

/** The server as a child, spoken to in raw lines. */
export class RawServer {
  readonly process: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<unknown, (message: Record<string, unknown>) => void>();
  /** Every message it wrote, in order. */
  readonly messages: Record<string, unknown>[] = [];
  stderr = '';

  constructor(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.process = spawn(process.execPath, [BIN, ...args], { env: childEnvironment(env) });
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk;
    });
    this.process.stdin.on('error', () => {});
    let rest = '';
    // Not readline: it also ends a line at U+2028, which JSON text may contain.
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#receive(line);
    });
    onTestFinished(() => {
      this.process.kill('SIGKILL');
    });
  }

  #receive(line: string): void {
    const message: Record<string, unknown> = JSON.parse(line);
    this.messages.push(message);
    this.#answers.get(message.id)?.(message);
  }

  write(line: string): void {
    this.process.stdin.write(`${line}\n`);
  }

  /** Sends a request of either era and resolves with what comes back under its id. */
  request(message: { id: string | number | null; [key: string]: unknown }): Promise<Record<string, unknown>> {
    const answer = new Promise<Record<string, unknown>>((resolve) => this.#answers.set(message.id, resolve));
    this.write(JSON.stringify({ jsonrpc: '2.0', ...message }));
    return answer;
  }

  /** The next message under that id, for lines that are no requests. */
  next(id: string | number | null): Promise<Record<string, unknown>> {
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** Resolves with code and signal when the process has ended and its streams are read. */
  async exit(): Promise<{ code: number | null; signal: string | null }> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close');
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }
}
