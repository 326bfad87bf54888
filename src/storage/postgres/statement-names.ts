import { createHash } from 'node:crypto';

const MAX_KNOWN = 500;

/**
 * The names of the statements of one database: these are few, and made once; a name for each keeps the server from planning
 * them anew at every call.
 */
export class StatementNames {
  readonly #known = new Map<string, string>();
  #isNaming = true;
  #generation = 0;

  /** Undefined where a statement is better not prepared. */
  of(text: string): string | undefined {
    const found = this.#known.get(text);
    if (found !== undefined || this.#known.size >= MAX_KNOWN || !this.#isNaming) return found;
    const name = createHash('sha1').update(`${this.#generation} ${text}`).digest('base64url');
    this.#known.set(text, name);
    return name;
  }

  /** For poolers that know no prepared statements: names meet on connections that several share. */
  stop(): void {
    this.#isNaming = false;
    this.#known.clear();
  }

  /**
   * From now on by new names: what a connection has prepared from a table is refused there, for as long as it lives, once a
   * newer version has added a column.
   */
  beginAnew(): void {
    this.#generation += 1;
    this.#known.clear();
  }
}
