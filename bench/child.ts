import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Request } from './requests.ts';

/** No measurement takes as long; a child that hangs must not hang the benchmark. */
const LIFE_MS = 300_000;
const END_MS = 5_000;
/** Linux counts a process's time in hundredths of a second, whatever its kernel's own clock. */
const MS_PER_TICK = 10;
const FAILED = /"isError":true|"error":\{/;

export interface Program {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A server as a child, spoken to in raw lines: a client library would cost more than the server. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended = Promise.withResolvers<never>();
  #nextId = 1;
  #rest = '';
  #receive = (_line: string): void => {};

  constructor({ file, env }: Program) {
    this.#process = spawn(process.execPath, [file], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: LIFE_MS,
      killSignal: 'SIGKILL',
    });
    this.#process.once('exit', (code) => this.#ended.reject(new Error(`${file} ended with ${code}`)));
    this.#process.stdin.on('error', this.#ended.reject);
    this.#ended.promise.catch(() => {});
    this.#process.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk));
  }

  /** Sends one request; gives its answer. Throws when it is an error. */
  request(request: Request): Promise<string> {
    return this.requests(request, 1, 1);
  }

  /** Sends `count` requests with at most `window` unanswered; gives the last answer. Throws when any is an error. */
  requests(request: Request, count: number, window: number): Promise<string> {
    const done = Promise.withResolvers<string>();
    let sent = 0;
    let answered = 0;
    const send = () => {
      sent += 1;
      this.write(request(this.#nextId++));
    };
    this.#receive = (line) => {
      answered += 1;
      if (FAILED.test(line)) done.reject(new Error(line.slice(0, 500)));
      else if (answered === count) done.resolve(line);
      else if (sent < count) send();
    };
    while (sent < Math.min(window, count)) send();
    return Promise.race([done.promise, this.#ended.promise]);
  }

  write(line: string): void {
    this.#process.stdin.write(line);
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#receive(line);
  }

  /** Time of the processor that the process has used so far, in all its threads. */
  cpuMs(): number {
    // The second field is the name in parentheses and may hold spaces; user and system time are fields 14 and 15.
    const fields = this.#proc('stat').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }

  residentMiB(): number {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(this.#proc('status'))?.[1]) / 1024;
  }

  #proc(name: string): string {
    return readFileSync(`/proc/${this.#process.pid}/${name}`, 'utf8');
  }

  /** Ends the child as hosts do, by closing its input. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { stdin, exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const late = setTimeout(() => this.#process.kill('SIGKILL'), END_MS);
    stdin.end();
    await once(this.#process, 'exit');
    clearTimeout(late);
  }
}
