import { Transform, type TransformCallback } from 'node:stream';
import { PARSE_ERROR } from '@modelcontextprotocol/server';
import { type Parsed, parseLine, type Refusal, refuse } from './json-rpc.ts';

/** One message; more than enough for the largest call that the tools take. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
const TOO_LONG = `Parse error: a message may have at most ${MAX_LINE_BYTES} bytes`;
const NOT_UTF8 = 'Parse error: the line is not UTF-8';
const NEWLINE = 10;

export interface LinesOptions {
  /** Answers a line that is no message. */
  refused(refusal: Refusal): void;
  /** A whole, valid message that goes on to the server. */
  accepted(line: string, message: Parsed): void;
  /** Resolves when every accepted request has its answer, or waiting is no longer worth it. */
  settled(): Promise<void>;
}

/**
 * Standard input to whole, valid JSON-RPC lines. A bad line is answered and the connection lives on; of one that is too
 * long not a byte is kept. The end is passed on only after the answers in progress are out.
 */
export class Lines extends Transform {
  readonly #options: LinesOptions;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #parts: Buffer[] = [];
  #size = 0;
  #skipping = false;

  constructor(options: LinesOptions) {
    super();
    this.#options = options;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#take(chunk.subarray(from, end));
      this.#finish();
      from = end + 1;
    }
    this.#take(chunk.subarray(from));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#options.settled().then(() => done());
  }

  #take(part: Buffer): void {
    if (this.#skipping || part.length === 0) return;
    this.#size += part.length;
    if (this.#size > MAX_LINE_BYTES) [this.#skipping, this.#parts] = [true, []];
    else this.#parts.push(part);
  }

  #finish(): void {
    const [parts, skipped] = [this.#parts, this.#skipping];
    [this.#parts, this.#size, this.#skipping] = [[], 0, false];
    const line = skipped ? undefined : this.#decode(parts);
    if (line?.trim() === '') return;
    const parsed = line === undefined ? refuse(PARSE_ERROR, skipped ? TOO_LONG : NOT_UTF8) : parseLine(line);
    if ('error' in parsed) {
      this.#options.refused(parsed);
    } else {
      this.#options.accepted(line ?? '', parsed);
      this.push(`${line}\n`);
    }
  }

  #decode(parts: readonly Buffer[]): string | undefined {
    try {
      return this.#decoder.decode(Buffer.concat(parts)).replace(/\r$/, '');
    } catch {
      return undefined;
    }
  }
}
