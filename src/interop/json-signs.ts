const SIGNS = /["\\[\]{},\n]/g;

/** A bracket, brace or comma outside of strings. */
interface Sign {
  readonly sign: string;
  /** Its place in the chunk. */
  readonly index: number;
  /** How many brackets and braces are open around it. */
  readonly depth: number;
}

/** Follows a JSON text through its chunks, wherever those end. */
export class JsonSigns {
  /** From 1. */
  line = 1;
  #depth = 0;
  #inString = false;
  /** Of the character after a backslash, counted from the beginning of the text. */
  #escaped = -1;
  #offset = 0;

  *in(chunk: string): Generator<Sign> {
    for (const { 0: sign, index } of chunk.matchAll(SIGNS)) {
      if (sign === '\n') this.line++;
      else if (this.#offset + index === this.#escaped) continue;
      else if (sign === '\\') this.#escaped = this.#offset + index + 1;
      else if (sign === '"') this.#inString = !this.#inString;
      else if (!this.#inString) yield this.#outside(sign, index);
    }
    this.#offset += chunk.length;
  }

  #outside(sign: string, index: number): Sign {
    if (sign === ']' || sign === '}') this.#depth--;
    const found = { sign, index, depth: this.#depth };
    if (sign === '[' || sign === '{') this.#depth++;
    return found;
  }
}
