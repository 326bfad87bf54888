import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { BIN, childEnvironment } from '../support/child.ts';

const Answer = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  result: z
    .looseObject({
      isError: z.boolean().optional(),
      content: z.array(z.looseObject({ text: z.string() })).optional(),
      structuredContent: z.looseObject({}).optional(),
    })
    .optional(),
});
const Added = z.looseObject({ task: z.looseObject({ id: z.number() }) });
const INITIALIZE = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'proof', version: '1' } },
};

interface WriterOptions {
  /** Node's arguments, where it is not the built server. */
  readonly server?: readonly string[];
  readonly actor?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One server as a child, spoken to in raw lines: a client that costs as little as can be. */
export class Writer {
  readonly process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: z.infer<typeof Answer>) => void>();
  /** Called for each notification, i.e. each hint that a resource has changed. */
  hint = (): void => {};
  #id = 0;

  constructor(database: string, { server = [BIN], actor = '', env: more = {} }: WriterOptions = {}) {
    const env = childEnvironment({ DATABASE_URL: database, TASK_ACTOR: actor, ...more });
    this.process = spawn(process.execPath, server, { env });
    // Who waits for a server that was killed is answered with nothing.
    this.process.on('close', () => {
      for (const answered of this.#waiting.values()) answered({});
    });
    this.process.stdin.on('error', () => {});
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const answer = Answer.parse(JSON.parse(line));
      if (answer.id === undefined) this.hint();
      else this.#waiting.get(answer.id)?.(answer);
    });
  }

  async ready(): Promise<void> {
    await this.#request(INITIALIZE);
  }

  /** The new task's id; undefined when the call failed. */
  async add(title: string): Promise<number | undefined> {
    const { result } = await this.call('add_task', { title });
    return result?.isError === true ? undefined : Added.parse(result?.structuredContent).task.id;
  }

  async subscribe(uri: string): Promise<void> {
    await this.#request({ method: 'resources/subscribe', params: { uri } });
  }

  /** Without a result when the server was killed. */
  call(name: string, args: Record<string, unknown> = {}): Promise<z.infer<typeof Answer>> {
    return this.#request({ method: 'tools/call', params: { name, arguments: args } });
  }

  async end(): Promise<void> {
    this.process.stdin.end();
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
  }

  #request(message: object): Promise<z.infer<typeof Answer>> {
    const id = ++this.#id;
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve({});
    const answer = new Promise<z.infer<typeof Answer>>((resolve) => this.#waiting.set(id, resolve));
    this.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...message })}\n`);
    return answer;
  }
}
