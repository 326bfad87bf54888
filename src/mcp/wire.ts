import { pipeline, type Readable, type Writable } from 'node:stream';
import { type JSONRPCMessage, ProtocolError } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { type Acknowledgement, acknowledgementIn } from './acknowledgement.ts';
import type { Id } from './json-rpc.ts';
import { Lines, MAX_LINE_BYTES } from './lines.ts';

/** How long an answer in progress is waited for when the other side has gone. */
const PATIENCE_MS = 700;
/** Requests that stay open as long as the connection. */
const LASTING = ['subscriptions/listen'];
/** Beyond either of these the other side is not listened to: it asks faster than it reads. */
const MAX_OPEN = 256;
const MAX_UNREAD_BYTES = 1024 * 1024;

/** How the system and Node call a stream that nobody reads any more. */
const OVER = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/** Received, received but refused, sent. */
export type Direction = '→' | '↛' | '←';

interface WireOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Sees the traffic, one message a line. */
  readonly trace: ((direction: Direction, line: string) => void) | undefined;
  /** Called before a subscription is acknowledged. The client hears the ProtocolError that this throws instead. */
  subscribed(subscription: Acknowledgement): Promise<void>;
  /** The client has taken that request back. */
  cancelled(id: Id): void;
  /** Called when the last request has been read: what only waits should answer now. */
  ending(): void;
  /** Called once, however the connection ended. */
  gone(): void;
}

/** The SDK's stdio transport between two line filters; its `close` is the one hook that every end comes through. */
export class Wire extends StdioServerTransport {
  readonly #options: WireOptions;
  readonly #lines: Lines;
  readonly #open = new Set<Id>();
  #wake = () => {};
  #ending = false;
  #gone = false;

  constructor(options: WireOptions) {
    const lines = new Lines({
      refused: (refusal, line) => {
        if (line !== undefined) options.trace?.('↛', line);
        const answer = JSON.stringify(refusal);
        options.trace?.('←', answer);
        options.output.write(`${answer}\n`);
      },
      accepted: (line, { id, method, cancels }) => {
        options.trace?.('→', line);
        if (id !== undefined && method !== undefined && !LASTING.includes(method)) this.#open.add(id);
        if (cancels === undefined) return;
        options.cancelled(cancels);
        // The SDK never answers what was taken back.
        this.#answered(cancels);
      },
      room: () => this.#room(),
      settled: () => this.#settled(),
    });
    super(lines, options.output, { maxBufferSize: MAX_LINE_BYTES + 65_536 });
    this.#options = options;
    this.#lines = lines;
    pipeline(options.input, lines, () => {});
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    const subscription = acknowledgementIn(message);
    const sent = subscription === undefined ? message : await this.#begun(subscription, message);
    this.#options.trace?.('←', JSON.stringify(sent));
    await super.send(sent);
    if (!('id' in sent) || 'method' in sent || sent.id === undefined) return;
    this.#answered(sent.id);
  }

  async #begun(subscription: Acknowledgement, message: JSONRPCMessage): Promise<JSONRPCMessage> {
    try {
      await this.#options.subscribed(subscription);
      return message;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const { id } = subscription;
      // The SDK believes that it has begun.
      this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
      const { code, message, data } = error;
      return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
    }
  }

  #answered(id: Id): void {
    this.#open.delete(id);
    this.#wake();
  }

  /** Takes no more requests; closes when the answers in progress are out. */
  end(): void {
    this.#ending = true;
    this.#wake();
    this.#options.input.unpipe(this.#lines);
    this.#lines.end();
  }

  /** Whether an error tells no more than that the other side has gone, which is an ordinary end. */
  isOver(error: Error): boolean {
    return this.#gone || ('code' in error && OVER.some((code) => code === error.code));
  }

  override async close(): Promise<void> {
    await super.close();
    this.#options.input.destroy();
    if (this.#gone) return;
    this.#gone = true;
    this.#options.gone();
  }

  async #room(): Promise<void> {
    const { output } = this.#options;
    while (!this.#ending && this.#open.size > MAX_OPEN) await this.#nextWake();
    while (!this.#ending && !output.destroyed && output.writableLength > MAX_UNREAD_BYTES) {
      const woken = this.#nextWake();
      // Nothing, behind all that is still to be read: its turn comes when that has been.
      output.write('', this.#wake);
      await woken;
    }
  }

  async #settled(): Promise<void> {
    this.#options.ending();
    const timer = setTimeout(() => {
      this.#open.clear();
      this.#wake();
    }, PATIENCE_MS);
    while (this.#open.size > 0) await this.#nextWake();
    clearTimeout(timer);
  }

  #nextWake(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }
}
