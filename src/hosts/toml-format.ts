import { isDeepStrictEqual } from 'node:util';
import { getStaticTOMLValue } from 'toml-eslint-parser';
import { type Edit, edited } from './edit.ts';
import { type Entry, eolOf, type Format, isEntry, isList, Unreadable, type Value } from './format.ts';
import { withoutTable } from './toml-removal.ts';
import { type Field, type KeyValue, parseToml, type Toml } from './toml-tree.ts';

/** TOML; the entry is the table at this path. To the lists named by `shared` others may have added, so they only grow. */
export function tomlFormat(path: readonly [string, string], shared: readonly string[]): Format {
  return {
    find: (text) => entryIn(parseToml(text), path),
    put(text, entry) {
      const toml = parseToml(text);
      const standing = entryIn(toml, path);
      if (standing === undefined) return withTable(text, { toml, path, entry });
      // An entry that starts no program is of another kind, so nothing of it fits.
      if (!isEntry(standing) || standing.command === undefined) {
        const rest = withoutTable(text, path);
        return withTable(rest, { toml: parseToml(rest), path, entry });
      }
      return edited(text, merge(text, { fields: toml.fields, standing, entry, path, shared }));
    },
    remove: (text) => withoutTable(text, path),
  };
}

function entryIn({ ast }: Toml, [group, name]: readonly [string, string]): unknown {
  const container: unknown = getStaticTOMLValue(ast)[group];
  return isEntry(container) ? container[name] : undefined;
}

function withTable(
  text: string,
  { toml, path, entry }: { toml: Toml; path: readonly [string, string]; entry: Entry },
): string {
  const eol = eolOf(text);
  const group = toml.fields.find((field) => isDeepStrictEqual(field.path, path.slice(0, 1)));
  if (group !== undefined) {
    throw Unreadable.at(
      text,
      group.node.range[0],
      `table expected: write it as [${path[0]}.NAME] so that others can be added`,
    );
  }
  const lines = [`[${path.join('.')}]`, ...Object.entries(entry).map(([key, value]) => `${key} = ${written(value)}`)];
  if (text === '') return `${lines.join(eol)}${eol}`;
  return text.endsWith('\n') ? `${text}${eol}${lines.join(eol)}${eol}` : `${text}${eol}${eol}${lines.join(eol)}`;
}

interface Merge {
  readonly fields: readonly Field[];
  readonly standing: Entry;
  readonly entry: Entry;
  readonly path: readonly string[];
  readonly shared: readonly string[];
}

function merge(text: string, { fields, standing, entry, path, shared }: Merge): Edit[] {
  const nodeOf = (key: string) => fields.find((field) => isDeepStrictEqual(field.path, [...path, key]))?.node;
  const edits = Object.entries(entry).flatMap(([key, value]) => {
    const node = nodeOf(key);
    return node === undefined ? [] : change(node, { before: standing[key], value, grows: shared.includes(key) });
  });
  const last = Object.keys(entry)
    .map(nodeOf)
    .findLast((node) => node !== undefined);
  const missing = Object.entries(entry).filter(([key]) => standing[key] === undefined);
  return last === undefined || missing.length === 0 ? edits : [...edits, addition(text, last, missing)];
}

function change(
  { value: { range } }: KeyValue,
  { before, value, grows }: { before: Value | undefined; value: Value; grows: boolean },
): Edit[] {
  const [from, to] = range;
  if (isDeepStrictEqual(before, value)) return [];
  if (!grows || before === undefined || !isList(before) || !isList(value)) return [{ from, to, text: written(value) }];
  const added = value.filter((item) => !before.includes(item)).map((item) => JSON.stringify(item));
  const text = added.join(', ') + (before.length > 0 ? ', ' : '');
  return added.length === 0 ? [] : [{ from: from + 1, to: from + 1, text }];
}

/** Further fields behind one, written as it is: on lines of their own, dotted or in an inline table. */
function addition(text: string, { key, range, parent }: KeyValue, fields: readonly (readonly [string, Value])[]): Edit {
  const [start, end] = range;
  const prefix = text.slice(start, key.keys.at(-1)?.range[0] ?? start);
  const isInline = parent.type === 'TOMLInlineTable';
  const lead = isInline ? ', ' : `${eolOf(text)}${/[ \t]*$/.exec(text.slice(0, start))?.[0]}`;
  const at = isInline ? end : end + (/^[^\r\n]*/.exec(text.slice(end))?.[0].length ?? 0);
  return {
    from: at,
    to: at,
    text: fields.map(([name, value]) => `${lead}${prefix}${name} = ${written(value)}`).join(''),
  };
}

/** Text and lists are written in TOML as in JSON. */
function written(value: Value): string {
  return isList(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value);
}
