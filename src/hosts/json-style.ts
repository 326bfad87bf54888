import type { Node } from 'jsonc-parser';
import { type Entry, eolOf, isList, type Value } from './format.ts';

/** How a file is written, so that what is added looks as if its author had added it. */
export interface Style {
  readonly eol: string;
  /** One step of indentation. */
  readonly indent: string;
  /** What stands behind a colon, and behind a comma on one line. */
  readonly space: string;
  /** The whole file is on one line. */
  readonly isOneLine: boolean;
}

export function styleOf(text: string, root: Node | undefined): Style {
  const first = root?.children?.[0];
  const whole = root === undefined ? '' : text.slice(root.offset, root.offset + root.length);
  return {
    eol: eolOf(text),
    indent: first !== undefined && startsLine(text, first.offset) ? indentAt(text, first.offset) : '  ',
    space: first === undefined || /":\s/.test(whole) ? ' ' : '',
    isOneLine: first !== undefined && !whole.includes('\n'),
  };
}

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

export const startsLine = (text: string, offset: number) => text.slice(lineStart(text, offset), offset).trim() === '';

/** The blanks that the line of this place begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** The members of an object without its braces, each after `lead`. */
export function members(entry: Entry, style: Style, lead: string): string {
  return Object.entries(entry)
    .map(([key, value]) => `${lead}${JSON.stringify(key)}:${style.space}${written(value, style, lead)}`)
    .join(',');
}

/** A value; over several lines if its lead has a line break. */
export function written(value: Value, style: Style, lead: string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => JSON.stringify(item)).join(`,${style.space}`)}]`;
  if (lead.includes('\n')) return `{${members(value, style, `${lead}${style.indent}`)}${lead}}`;
  return `{${members(value, style, style.space)}${style.space}}`;
}
