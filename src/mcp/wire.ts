import { pipeline, type Readable, type Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Id } from './json-rpc.ts';
import { Lines, MAX_LINE_BYTES } from './lines.ts';

/** How long an answer in progress is waited for when the other side has gone. */
const PATIENCE_MS = 700;
/** Requests that stay open as long as the connection. */
const LASTING = ['subscriptions/listen'];

export interface WireOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Sees the traffic, one message a line. */
  readonly trace: ((direction: '→' | '←', line: string) => void) | undefined;
  /** Sees the method of each request before it is answered. */
  asked(method: string): void;
  /** Called once, however the connection ended. */
  gone(): void;
}

/** The SDK's stdio transport between two line filters; its `close` is the one hook that every end comes through. */
export class Wire extends StdioServerTransport {
  readonly #options: WireOptions;
  readonly #lines: Lines;
  readonly #open = new Set<Id>();
  #idle = () => {};
  #gone = false;

  constructor(options: WireOptions) {
    const lines = new Lines({
      refused: (refusal) => {
        const line = JSON.stringify(refusal);
        options.trace?.('←', line);
        options.output.write(`${line}\n`);
      },
      accepted: (line, { id, method, cancels }) => {
        options.trace?.('→', line);
        if (method !== undefined) options.asked(method);
        if (id !== undefined && method !== undefined && !LASTING.includes(method)) this.#open.add(id);
        // The SDK never answers what was taken back.
        if (cancels !== undefined) this.#answered(cancels);
      },
      settled: () => this.#settled(),
    });
    super(lines, options.output, { maxBufferSize: MAX_LINE_BYTES + 65_536 });
    this.#options = options;
    this.#lines = lines;
    pipeline(options.input, lines, () => {});
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    this.#options.trace?.('←', JSON.stringify(message));
    await super.send(message);
    if (!('id' in message) || 'method' in message || message.id === undefined) return;
    this.#answered(message.id);
  }

  #answered(id: Id): void {
    this.#open.delete(id);
    if (this.#open.size === 0) this.#idle();
  }

  /** Takes no more requests; closes when the answers in progress are out. */
  end(): void {
    this.#options.input.unpipe(this.#lines);
    this.#lines.end();
  }

  override async close(): Promise<void> {
    await super.close();
    this.#options.input.destroy();
    if (this.#gone) return;
    this.#gone = true;
    this.#options.gone();
  }

  async #settled(): Promise<void> {
    if (this.#open.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, PATIENCE_MS);
    await promise;
    clearTimeout(timer);
  }
}
