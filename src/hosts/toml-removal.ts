import { type Edit, edited } from './edit.ts';
import { eolOf } from './format.ts';
import { isUnder, type KeyValue, parseToml } from './toml-tree.ts';

/** The text without the table at this path and the tables below it, however they are written. */
export function withoutTable(text: string, path: readonly [string, string]): string {
  const { tables, fields } = parseToml(text);
  const ours = tables.filter(({ resolvedKey }) => isUnder(resolvedKey, path));
  const nodes = fields.filter((field) => isUnder(field.path, path)).map(({ node }) => node);
  const loose = nodes.filter(
    (node) =>
      !nodes.some((other) => other !== node && isWithin(node.range, other.range)) &&
      !ours.some(({ range }) => isWithin(node.range, range)),
  );
  return edited(text, [
    ...ours.map(({ range }) => withBlankLine(text, lines(text, range))),
    ...loose.map((node) =>
      node.parent.type === 'TOMLInlineTable' ? member(node, node.parent.body) : lines(text, node.range),
    ),
  ]);
}

type Range = readonly [number, number];

const isWithin = ([from, to]: Range, [start, end]: Range) => start <= from && to <= end;

/** Whole lines, with their line break. */
function lines(text: string, [from, to]: Range): Edit {
  const end = text.indexOf('\n', to);
  return { from: text.lastIndexOf('\n', from - 1) + 1, to: end === -1 ? text.length : end + 1, text: '' };
}

/** With the blank line that stands before an added table; and without an end of line where the file had none. */
function withBlankLine(text: string, { from, to }: Edit): Edit {
  const eol = eolOf(text);
  const before = text.slice(0, from);
  const blank = before === eol || before.endsWith(eol + eol) ? eol.length : 0;
  const last = to === text.length && !text.endsWith('\n') && before !== '' ? eol.length : 0;
  return { from: Math.max(0, from - blank - last), to, text: '' };
}

/** A member of an inline table, with the comma that goes with it. */
function member(node: KeyValue, siblings: readonly KeyValue[]): Edit {
  const index = siblings.indexOf(node);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  const [from, to] = node.range;
  if (next !== undefined) return { from, to: next.range[0], text: '' };
  return { from: previous === undefined ? from : previous.range[1], to, text: '' };
}
