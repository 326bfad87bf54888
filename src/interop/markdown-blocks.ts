import { Project } from '../domain/task.ts';

export interface Item {
  readonly is: 'item';
  readonly line: number;
  /** How many items it stands below. */
  readonly depth: number;
  readonly done: boolean;
  readonly text: string;
  readonly project: string | null;
  readonly description: string;
}

interface Comment {
  readonly is: 'comment';
  readonly text: string;
}

export type Block = Item | Comment;

const ITEM = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?:[ \t]+(.*))?$/;
const HEADING = /^ {0,3}#{1,6}[ \t]+(.*)$/;
const FENCE = /^[ \t]*(```|~~~)/;
const COMMENT = /^<!--.*-->$/;
const TAB_WIDTH = 4;
/** How much further in a text stands that belongs to an item. */
const STEP = 2;

/** The checklist items of a Markdown text, with what stands below them; and comments of one line. */
export async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator<Block> {
  let item: { line: number; depth: number; done: boolean; text: string; indent: number; below: string[] } | undefined;
  /** Where the items begin that the next one may stand below. */
  let above: number[] = [];
  let project: string | null = null;
  let fence: string | undefined;
  let number = 0;
  const finished = () => {
    if (item === undefined) return [];
    const { indent: _, below, ...same } = item;
    item = undefined;
    return [{ is: 'item' as const, ...same, project, description: toDescription(below) }];
  };
  for await (const line of lines) {
    number++;
    const [, mark] = FENCE.exec(line) ?? [];
    const isCode = fence !== undefined || mark !== undefined;
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    const [, indent, tick, text = ''] = (isCode ? undefined : ITEM.exec(line)) ?? [];
    const [, heading] = (isCode ? undefined : HEADING.exec(line)) ?? [];
    if (indent !== undefined) {
      yield* finished();
      const width = widthOf(indent);
      above = [...above.filter((outer) => outer + STEP <= width), width];
      const depth = above.length - 1;
      item = { line: number, depth, done: tick !== ' ', text: text.trim(), indent: width, below: [] };
    } else if (item !== undefined && (line.trim() === '' || widthOf(/^[ \t]*/.exec(line)?.[0] ?? '') > item.indent)) {
      item.below.push(outdented(line, item.indent + STEP));
    } else {
      yield* finished();
      above = [];
      if (heading !== undefined) project = toProject(heading);
      if (COMMENT.test(line)) yield { is: 'comment', text: line };
    }
  }
  yield* finished();
}

/** Only a name as it is written: `## Today` and `# Tasks` are headings like any other. */
function toProject(heading: string): string | null {
  const name = heading
    .trimEnd()
    .replace(/[ \t]#+$/, '')
    .trimEnd();
  return Project.safeParse(name).data === name ? name : null;
}

function widthOf(space: string): number {
  return space.replaceAll('\t', ' '.repeat(TAB_WIDTH)).length;
}

function outdented(line: string, width: number): string {
  const space = /^[ \t]*/.exec(line)?.[0] ?? '';
  return ' '.repeat(Math.max(0, widthOf(space) - width)) + line.slice(space.length);
}

/** A quote, as our export writes it, loses its marks; empty lines around are none of the text. */
function toDescription(below: readonly string[]): string {
  const isText = (line: string) => line.trim() !== '';
  const text = below.slice(below.findIndex(isText), below.findLastIndex(isText) + 1);
  return text.map((line) => line.replace(/^> ?/, '')).join('\n');
}
