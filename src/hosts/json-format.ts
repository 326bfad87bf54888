import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node } from 'jsonc-parser';
import { type Edit, edited } from './edit.ts';
import { type Entry, type Format, isEntry } from './format.ts';
import { withoutEntry } from './json-removal.ts';
import { indentAt, members, type Style, startsLine, styleOf, written } from './json-style.ts';
import { asObject, commaAfter, endOf, endsInLineComment, parseJson, pastComments, valueIn } from './json-tree.ts';

/** JSON, with comments and trailing commas where there are any; the entry is in a group at this path. */
export function jsonFormat(path: readonly [string, string], { needsGroup = false } = {}): Format {
  return {
    find(text) {
      const node = entryIn(parseJson(text), path);
      return node && getNodeValue(node);
    },
    put(text, entry) {
      const root = parseJson(text);
      const document = { text, style: styleOf(text, root) };
      const { eol } = document.style;
      const wanted = { [path[0]]: { [path[1]]: entry } };
      if (root === undefined) {
        const before = text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
        return `${before}${written(wanted, document.style, eol)}${eol}`;
      }
      const standing = entryIn(root, path);
      // An entry that starts no program is of another kind, so nothing of it fits.
      const isOther =
        standing !== undefined && (standing.type !== 'object' || valueIn(standing, 'command') === undefined);
      return edited(text, isOther ? [replacement(document, standing, entry)] : merge(document, root, wanted));
    },
    remove: (text) => withoutEntry(text, path, needsGroup),
  };
}

interface Document {
  readonly text: string;
  readonly style: Style;
}

function entryIn(root: Node | undefined, [group, name]: readonly [string, string]): Node | undefined {
  const container = root && valueIn(root, group);
  return container && valueIn(container, name);
}

function merge(document: Document, node: Node, wanted: Entry): Edit[] {
  const object = asObject(document.text, node);
  const missing = Object.entries(wanted).filter(([key]) => valueIn(object, key) === undefined);
  const edits = Object.entries(wanted).flatMap(([key, value]) => {
    const standing = valueIn(object, key);
    if (standing === undefined) return [];
    if (isEntry(value)) return merge(document, standing, value);
    return isDeepStrictEqual(getNodeValue(standing), value) ? [] : [replacement(document, standing, value)];
  });
  return missing.length === 0 ? edits : [...edits, insertion(document, object, Object.fromEntries(missing))];
}

function replacement({ text, style }: Document, { offset, length }: Node, value: Entry[string]): Edit {
  const lead = style.isOneLine ? '' : `${style.eol}${indentAt(text, offset)}`;
  return { from: offset, to: offset + length, text: written(value, style, lead) };
}

function insertion(document: Document, object: Node, entry: Entry): Edit {
  const last = object.children?.at(-1);
  return last === undefined ? firstMembers(document, object, entry) : furtherMembers(document, { object, last, entry });
}

function firstMembers({ text, style }: Document, object: Node, entry: Entry): Edit {
  const start = object.offset + 1;
  const inner = text.slice(start, endOf(object) - 1);
  const kept = inner.trimEnd().length;
  const base = style.isOneLine ? style.space : `${style.eol}${indentAt(text, object.offset)}`;
  const added = members(entry, style, style.isOneLine ? style.space : `${base}${style.indent}`);
  // Blanks that put the brace on a line of its own do so still.
  const blanks = inner.slice(kept).includes('\n') ? inner.slice(kept) : base;
  return { from: start + kept, to: start + inner.length, text: `${added}${blanks}` };
}

function furtherMembers(
  { text, style }: Document,
  { object, last, entry }: { object: Node; last: Node; entry: Entry },
): Edit {
  const comma = commaAfter(text, last);
  const from = comma === undefined ? endOf(last) : comma + 1;
  const comments = text.slice(from, pastComments(text, from));
  const added = members(entry, style, leadAfter({ text, style }, { object, last, comments }));
  const content = comma === undefined ? `,${comments}${added}` : `${comments}${added},`;
  return { from, to: from + comments.length, text: content };
}

/** Further members stand as the last one does: each on its line, or all on one. */
function leadAfter(
  { text, style }: Document,
  { object, last, comments }: { object: Node; last: Node; comments: string },
): string {
  if (startsLine(text, last.offset)) return `${style.eol}${indentAt(text, last.offset)}`;
  return endsInLineComment(comments) ? `${style.eol}${indentAt(text, object.offset)}${style.indent}` : style.space;
}
