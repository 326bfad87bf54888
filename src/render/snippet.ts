import { firstHit, type Query } from '../domain/words.ts';
import { inLine } from './text.ts';

const BEFORE = 30;
const LENGTH = 90;

/** The part of a text around the first word that was asked for, in whole words; undefined where none stands there. */
export function snippetOf(text: string, query: Query): string | undefined {
  const hit = firstHit(text, query);
  if (hit === -1) return undefined;
  const start = hit <= BEFORE ? 0 : wordAfter(text, hit - BEFORE, hit);
  const end = start + LENGTH >= text.length ? text.length : wordBefore(text, start + LENGTH);
  return `${start > 0 ? '…' : ''}${inLine(text.slice(start, end)).trim()}${end < text.length ? '…' : ''}`;
}

/** Where the first whole word after `from` begins, at the latest at `hit`. */
function wordAfter(text: string, from: number, hit: number): number {
  const space = text.slice(from, hit).search(/\s/);
  return space === -1 ? hit : from + space + 1;
}

/** Where the last whole word before `to` ends; without a space near, between two characters. */
function wordBefore(text: string, to: number): number {
  const space = text.slice(to - BEFORE, to).search(/\s\S*$/);
  if (space !== -1) return to - BEFORE + space;
  return /[\uD800-\uDBFF]/.test(text.charAt(to - 1)) ? to - 1 : to;
}
