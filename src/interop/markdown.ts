import { hash } from 'node:crypto';
import type { TaskExport } from '../domain/export-tasks.ts';
import { type SourceFile, type SourceRow, sourceOfList } from '../domain/import-source.ts';
import { type Block, blocksOf, type Item } from './markdown-blocks.ts';
import { fromItemText, toItemText } from './markdown-item.ts';

/** Invisible where Markdown is shown; tells an import that the numbers are ids of that list. */
const OURS = /^<!-- task-manager-mcp list (\w{1,100}) exported (\S{1,40}) -->$/;
const NUMBER = /^#([1-9]\d{0,14}) /;

/** Checklists, a heading a project; descriptions are quoted below their item. Notes and times are left out. */
export async function* writeMarkdown({ list, at, tasks }: TaskExport): AsyncGenerator<string> {
  yield `<!-- task-manager-mcp list ${list} exported ${at} -->\n\n# Tasks\n\n`;
  let section: string | null = null;
  for await (const task of tasks) {
    if (task.project !== section) yield `\n## ${task.project}\n\n`;
    section = task.project;
    yield `- [${task.completed ? 'x' : ' '}] #${task.id} ${toItemText(task)}\n`;
    if (task.description !== '') yield quoted(task.description);
  }
}

function quoted(text: string): string {
  const lines = text.split('\n').map((line) => (line === '' ? '  >\n' : `  > ${line}\n`));
  return lines.join('');
}

/**
 * Every checklist item is a task, nested ones too; text indented below it is its description; a heading that is a
 * project's name as it stands (`## web-shop`) puts those below it there, any other heading ends that.
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
  if (head?.is === 'item') yield toRow(head, isOurs, times);
  for await (const block of rest) if (block.is === 'item') yield toRow(block, isOurs, times);
}

function toRow(item: Item, isOurs: boolean, times: Map<string, number>): SourceRow {
  const number = isOurs ? NUMBER.exec(item.text)?.[1] : undefined;
  const text = number === undefined ? item.text : item.text.replace(NUMBER, '');
  const { in_progress, ...told } = fromItemText(text);
  const status = item.done ? 'completed' : in_progress ? 'in_progress' : 'pending';
  return {
    place: `line ${item.line}`,
    id: number ?? idOf(told.title, times),
    task: { ...told, status, project: item.project, description: item.description },
  };
}

/** The same text a second time is another item. */
function idOf(title: string, times: Map<string, number>): string {
  const id = hash('sha256', title, 'base64url').slice(0, 22);
  const count = (times.get(id) ?? 0) + 1;
  times.set(id, count);
  return count === 1 ? `text:${id}` : `text:${id}~${count}`;
}
