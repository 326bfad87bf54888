import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

type Row = Readonly<Record<string, SQLOutputValue>>;

/** All that is kept, and the most of one statement: a page of fifty tasks has some 30 kB. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ANSWER_BYTES = 256 * 1024;
/** What the rows and values themselves take, roughly. */
const ROW_BYTES = 64;
const VALUE_BYTES = 16;

/**
 * What statements have given since the database last changed. Until somebody commits, the same statement gives the same
 * rows for the same values: no statement of ours asks SQLite for the time or for chance. The rows are frozen, since
 * whoever asks next is given them too.
 */
export class Memo {
  readonly #answers = new Map<string, readonly Row[]>();
  #bytes = 0;
  #version: unknown;

  /** Whether everything in here was read at that version: `PRAGMA data_version` as the transaction sees it. */
  isOf(version: unknown): boolean {
    return this.#version !== undefined && this.#version === version;
  }

  /** Forgets everything, as the database is another one now. */
  begin(version: unknown): void {
    this.#clear();
    this.#version = version;
  }

  /** Under which the rows for these values are kept; undefined where they are not. */
  keyOf(sql: string, values: readonly SQLInputValue[]): string | undefined {
    return values.every(isPlain) ? `${sql}${JSON.stringify(values)}` : undefined;
  }

  find(key: string): readonly Row[] | undefined {
    return this.#answers.get(key);
  }

  keep(key: string, rows: readonly Row[]): void {
    const bytes = key.length * 2 + bytesOf(rows);
    if (bytes > MAX_ANSWER_BYTES) return;
    if (this.#bytes + bytes > MAX_BYTES) this.#clear();
    for (const row of rows) Object.freeze(row);
    this.#answers.set(key, Object.freeze(rows));
    this.#bytes += bytes;
  }

  #clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }
}

/** JSON tells these apart, and has no word for the others. */
function isPlain(value: SQLInputValue): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/** Roughly, and no further than matters; infinite where there are bytes, which nobody could freeze. */
function bytesOf(rows: readonly Row[]): number {
  let bytes = ROW_BYTES;
  for (const row of rows) {
    bytes += ROW_BYTES;
    for (const value of Object.values(row)) {
      if (value instanceof Uint8Array) return Number.POSITIVE_INFINITY;
      bytes += VALUE_BYTES + (typeof value === 'string' ? value.length * 2 : 0);
    }
    if (bytes > MAX_ANSWER_BYTES) return bytes;
  }
  return bytes;
}
