import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { Unreadable } from './format.ts';

export type KeyValue = AST.TOMLKeyValue;
type Table = AST.TOMLTable;

/** A value with its whole path, however it is written: in a table, by a dotted key or in an inline table. */
export interface Field {
  readonly path: readonly string[];
  readonly node: KeyValue;
}

export interface Toml {
  readonly ast: AST.TOMLProgram;
  readonly tables: readonly Table[];
  readonly fields: readonly Field[];
}

/** Throws Unreadable. */
export function parseToml(text: string): Toml {
  const ast = parsed(text);
  const [{ body }] = ast.body;
  const tables = body.filter((node) => node.type === 'TOMLTable');
  const fields = body.flatMap((node) =>
    node.type === 'TOMLTable'
      ? node.body.flatMap((child) => fieldsOf(child, node.resolvedKey.map(String)))
      : fieldsOf(node, []),
  );
  return { ast, tables, fields };
}

function parsed(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: '1.1' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new Unreadable(error.lineNumber, error.column + 1, error.message.toLowerCase());
  }
}

/** The value itself and, of an inline table, the values in it. */
function fieldsOf(node: KeyValue, base: readonly string[]): Field[] {
  const path = [...base, ...node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  const inner = node.value.type === 'TOMLInlineTable' ? node.value.body.flatMap((child) => fieldsOf(child, path)) : [];
  return [{ path, node }, ...inner];
}

/** Whether a path is this one or lies below it. */
export function isUnder(path: readonly (string | number)[], base: readonly string[]): boolean {
  return base.every((key, index) => path[index] === key);
}
