export type Value = string | readonly string[] | Entry;

/** What stands under the server's name in a host's configuration. */
export interface Entry {
  readonly [key: string]: Value;
}

/** A kind of configuration file. Its functions take the file's text and give a new one; what is not ours stays byte for byte. */
export interface Format {
  /** The entry as it stands, or undefined. Throws Unreadable, as all three do. */
  find(text: string): unknown;
  /** With the entry's fields set; what else stands in the entry stays. The same text if it says so already. */
  put(text: string, entry: Entry): string;
  /** Without the entry; the same text if there is none. */
  remove(text: string): string;
}

/** A text that is not what the format expects at a place. */
export class Unreadable extends Error {
  constructor(line: number, column: number, what: string) {
    super(`line ${line}, column ${column}: ${what}`);
  }

  static at(text: string, offset: number, what: string): Unreadable {
    const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
    return new Unreadable(lines.length, (lines.at(-1)?.length ?? 0) + 1, what);
  }
}

export const isList = (value: Value): value is readonly string[] => Array.isArray(value);

export const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const eolOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');
