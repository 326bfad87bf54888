import type { Node } from 'jsonc-parser';
import { type Edit, edited } from './edit.ts';
import { commaAfter, endOf, endsInLineComment, memberOf, parseJson } from './json-tree.ts';

/** The text without the entry. A group that it leaves empty goes with it where it stands as an added one does. */
export function withoutEntry(text: string, [group, name]: readonly [string, string], needsGroup: boolean): string {
  const root = parseJson(text);
  const outer = root && memberOf(root, group);
  const container = outer?.children?.[1];
  const member = container && memberOf(container, name);
  if (root === undefined || outer === undefined || container === undefined || member === undefined) return text;
  const isLast = root.children?.at(-1) === outer && /^"\w+"\s*:\s*$/.test(text.slice(outer.offset, container.offset));
  const isNeeded = needsGroup && root.children?.length === 1;
  const goes = isLast && !isNeeded && isAlone(text, container, member);
  return edited(text, goes ? removal(text, root, outer) : removal(text, container, member));
}

/** Whether the object holds this member and neither another one nor a comment. */
function isAlone(text: string, object: Node, member: Node): boolean {
  const rest = `${text.slice(object.offset + 1, member.offset)}${text.slice(endOf(member), endOf(object) - 1)}`;
  return rest.replace(',', '').trim() === '';
}

function removal(text: string, object: Node, member: Node): Edit[] {
  if (isAlone(text, object, member)) return [cut(object.offset + 1, endOf(object) - 1)];
  const previous = object.children?.[object.children.indexOf(member) - 1];
  const own = commaAfter(text, member);
  const comma = own ?? (previous && commaAfter(text, previous));
  const open = previous === undefined ? object.offset + 1 : endOf(previous);
  const before = text.slice(open, member.offset).trimEnd();
  const rest = text.slice(own === undefined ? endOf(member) : own + 1);
  // What follows on the line must not move up into a comment.
  const keepsLine = endsInLineComment(before) && !/^[ \t]*(?:\r?\n|$)/.test(rest);
  const start = keepsLine ? member.offset : open + before.length;
  return [cut(start, endOf(member)), ...(comma === undefined ? [] : [cut(comma, comma + 1)])];
}

const cut = (from: number, to: number): Edit => ({ from, to, text: '' });
