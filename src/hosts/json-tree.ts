import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { Unreadable } from './format.ts';

/** The root object of JSON with comments and trailing commas; undefined where the file holds no value. Throws Unreadable. */
export function parseJson(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  if (first !== undefined) throw Unreadable.at(text, first.offset, inWords(printParseErrorCode(first.error)));
  return root && asObject(text, root);
}

export function asObject(text: string, node: Node): Node {
  if (node.type === 'object') return node;
  throw Unreadable.at(text, node.offset, `object expected, not ${node.type}`);
}

/** `CommaExpected` as a person says it. */
function inWords(code: string): string {
  return code.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : ' '}${letter.toLowerCase()}`);
}

/** A member by its key; of several with the same key the last, as JSON.parse has it. */
export function memberOf(object: Node, key: string): Node | undefined {
  return object.children?.findLast(({ children }) => children?.[0]?.value === key);
}

export function valueIn(object: Node, key: string): Node | undefined {
  return memberOf(object, key)?.children?.[1];
}

export const endOf = ({ offset, length }: Node) => offset + length;

/** Where the comma behind a member is, if there is one before the next member or the end of the object. */
export function commaAfter(text: string, member: Node): number | undefined {
  const end = skip(text, endOf(member), /\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y);
  return text[end] === ',' ? end : undefined;
}

/** Past the comments that follow on the same line. */
export function pastComments(text: string, from: number): number {
  return skip(text, from, /[ \t]*(?:\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)/y);
}

/** Whether what is put behind these blanks, commas and comments would belong to a comment. */
export function endsInLineComment(trivia: string): boolean {
  return /\/\/.*$/.test(trivia.replace(/\/\*[\s\S]*?\*\//g, ''));
}

function skip(text: string, from: number, piece: RegExp): number {
  let end = from;
  piece.lastIndex = from;
  while (piece.test(text)) end = piece.lastIndex;
  return end;
}
