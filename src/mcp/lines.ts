import { Transform, type TransformCallback } from 'node:stream';
import { PARSE_ERROR } from '@modelcontextprotocol/server';
import { type Parsed, parseLine, type Refusal, refuse } from './json-rpc.ts';

/** One message; more than enough for the largest call that the tools take. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
const TOO_LONG = `Parse error: a message may have at most ${MAX_LINE_BYTES} bytes`;
const NOT_UTF8 = 'Parse error: the line is not UTF-8';
const NEWLINE = 10;

interface LinesOptions {
  /** Answers a line that is no message; of one that was too long nothing is left to show. */
  refused(refusal: Refusal, line: string | undefined): void;
  /** A whole, valid message that goes on to the server. */
  accepted(line: string, message: Parsed): void;
  /** Resolves when one more message may be taken; until then the other side is held up. */
  room(): Promise<void>;
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
    this.#split(chunk).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    // The last line may lack its newline.
    this.#finish();
    this.#options.settled().then(() => done(), done);
  }

  async #split(chunk: Buffer): Promise<void> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#take(chunk.subarray(from, end));
      this.#finish();
      from = end + 1;
      await this.#options.room();
    }
    this.#take(chunk.subarray(from));
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
    if (skipped) this.#options.refused(refuse(PARSE_ERROR, TOO_LONG), undefined);
    else this.#receive(Buffer.concat(parts));
  }

  #receive(bytes: Buffer): void {
    const line = this.#decode(bytes);
    if (line?.trim() === '') return;
    const parsed = line === undefined ? refuse(PARSE_ERROR, NOT_UTF8) : parseLine(line);
    if ('error' in parsed) {
      this.#options.refused(parsed, line ?? bytes.toString());
    } else {
      this.#options.accepted(line ?? '', parsed);
      this.push(`${line}\n`);
    }
  }

  #decode(bytes: Buffer): string | undefined {
    try {
      return this.#decoder.decode(bytes).replace(/\r$/, '');
    } catch {
      return undefined;
    }
  }
}
