import { Invalid } from '../domain/errors.ts';
import { JsonSigns } from './json-signs.ts';

/** A stretch of the text, and the line (from 1) on which it begins. */
export interface Piece {
  readonly text: string;
  readonly line: number;
}

const OPENS = /"tasks"\s*:\s*$/;
/** UTF-16 units. What stands around the tasks is short; a task with all its notes may be long, but must fit in memory. */
const MAX_AROUND = 65_536;
const MAX_ELEMENT = 64 * 2 ** 20;
const NEXT = 'Export it again.';

/**
 * Cuts the elements of the top-level array `tasks` out of a JSON text, one at a time, however it is formatted: first
 * comes all that stands before them, up to the bracket, then each element. Throws Invalid if the text ends early.
 */
export async function* elementsOf(chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
  const signs = new JsonSigns();
  let [opened, closed] = [false, false];
  let begins = 1;
  let part = '';
  for await (const chunk of chunks) {
    let from = 0;
    for (const { sign, index, depth } of signs.in(chunk)) {
      if (!opened && sign === '[' && depth === 1 && OPENS.test((part + chunk.slice(from, index)).slice(-99))) {
        yield { text: part + chunk.slice(from, index + 1), line: 1 };
        opened = true;
      } else if (opened && !closed && ((sign === ',' && depth === 2) || (sign === ']' && depth === 1))) {
        yield* toPiece(part + chunk.slice(from, index), begins);
        closed = sign === ']';
      } else continue;
      [part, begins, from] = ['', signs.line, index + 1];
    }
    part += chunk.slice(from);
    const inTasks = opened && !closed;
    if (inTasks && part.length > MAX_ELEMENT) throw new Invalid(`line ${begins}: the task is longer than 64 MB`, NEXT);
    if (!inTasks && part.length > MAX_AROUND) break;
  }
  if (!opened) yield { text: part, line: 1 };
  else if (!closed || !isJson(`{"tasks":[]${part}`))
    throw new Invalid(`the file ends in the middle, on line ${signs.line}`, NEXT);
}

function* toPiece(raw: string, begins: number): Generator<Piece> {
  const text = raw.trim();
  const before = raw.slice(0, raw.length - raw.trimStart().length);
  if (text !== '') yield { text, line: begins + before.split('\n').length - 1 };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
