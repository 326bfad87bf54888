import { hash } from 'node:crypto';
import type { TaskExport } from '../domain/export-tasks.ts';
import { type SourceFile, type SourceRow, sourceOfList } from '../domain/import-source.ts';
import { type Block, blocksOf, type Item } from './markdown-blocks.ts';
import { fromItemText, toItemText } from './markdown-item.ts';

/** Invisible where Markdown is shown; tells an import that the numbers are ids of that list. */
const OURS = /^<!-- task-manager-mcp list (\w{1,100}) exported (\S{1,40}) -->$/;
const NUMBER = /^#([1-9]\d{0,14}) /;

/** Checklists, a heading a project, subtasks below their task; descriptions are quoted. Notes and times are left out. */
export async function* writeMarkdown({ list, at, tasks }: TaskExport): AsyncGenerator<string> {
  yield `<!-- task-manager-mcp list ${list} exported ${at} -->\n\n# Tasks\n\n`;
  let section: string | null = null;
  let above: number[] = [];
  for await (const task of tasks) {
    if (task.project !== section) {
      yield `\n## ${task.project}\n\n`;
      above = [];
    }
    section = task.project;
    above = task.parent_id === null ? [] : above.slice(0, above.lastIndexOf(task.parent_id) + 1);
    const indent = '  '.repeat(above.length);
    yield `${indent}- [${task.completed ? 'x' : ' '}] #${task.id} ${toItemText(task, above.length > 0)}\n`;
    if (task.description !== '') yield quoted(task.description, indent);
    above.push(task.id);
  }
}

function quoted(text: string, indent: string): string {
  const lines = text.split('\n').map((line) => `${indent}  >${line === '' ? '' : ` ${line}`}\n`);
  return lines.join('');
}

/**
 * Every checklist item is a task, one that is nested in another its subtask; text indented below it is its description;
 * a heading that is a project's name as it stands (`## web-shop`) puts those below it there, any other heading ends that.
 *
 * An item exported by us is known by its number; any other by its text (that is, ticking it changes the task, rewording
 * it makes another), within the file that `fileId` stands for, or within our list if we exported the file.
 */
export async function readMarkdown(lines: AsyncIterable<string>, fileId: string): Promise<SourceFile> {
  const blocks = blocksOf(lines);
  const first = await blocks.next();
  const head: Block | undefined = first.done ? undefined : first.value;
  const [, list, asOf] = (head?.is === 'comment' ? OURS.exec(head.text) : undefined) ?? [];
  const source = list === undefined ? `markdown:${fileId}` : sourceOfList(list);
  return { source, asOf, rows: rowsOf(head, blocks, list !== undefined) };
}

async function* rowsOf(
  head: Block | undefined,
  rest: AsyncIterable<Block>,
  isOurs: boolean,
): AsyncGenerator<SourceRow> {
  const times = new Map<string, number>();
  const above: string[] = [];
  const next = (item: Item) => {
    above.length = item.depth;
    const row = toRow(item, { isOurs, parent: above.at(-1), times });
    above.push(row.id);
    return row;
  };
  if (head?.is === 'item') yield next(head);
  for await (const block of rest) if (block.is === 'item') yield next(block);
}

interface Around {
  readonly isOurs: boolean;
  readonly parent: string | undefined;
  readonly times: Map<string, number>;
}

function toRow(item: Item, { isOurs, parent, times }: Around): SourceRow {
  const number = isOurs ? NUMBER.exec(item.text)?.[1] : undefined;
  const text = number === undefined ? item.text : item.text.replace(NUMBER, '');
  const { in_progress, ...told } = fromItemText(text);
  const status = item.done ? 'completed' : in_progress ? 'in_progress' : 'pending';
  const parent_id = parent ?? told.parent_id ?? null;
  return {
    place: `line ${item.line}`,
    id: number ?? idOf(told.title, times),
    task: { ...told, status, parent_id, project: item.project, description: item.description },
  };
}

/** The same text a second time is another item. */
function idOf(title: string, times: Map<string, number>): string {
  const id = hash('sha256', title, 'base64url').slice(0, 22);
  const count = (times.get(id) ?? 0) + 1;
  times.set(id, count);
  return count === 1 ? `text:${id}` : `text:${id}~${count}`;
}
