import { z } from 'zod';
import { Invalid } from '../domain/errors.ts';
import { ExportedTask, type TaskExport } from '../domain/export-tasks.ts';
import { type SourceFile, type SourceRow, sourceOfList } from '../domain/import-source.ts';
import type { BadRow } from '../domain/imported-task.ts';
import { TaskId } from '../domain/task.ts';
import { elementsOf, type Piece } from './json-elements.ts';

const FORMAT = 'task-manager-mcp';
/** Grows when an older program would read a file wrongly. */
const FORMAT_VERSION = 1;

/** Named so that the tasks come last, also after a tool has sorted the keys. */
const Head = z.object({
  format: z.literal(FORMAT),
  format_version: z.int(),
  list: z.string().min(1).max(100),
  exported_at: z.string(),
});
const Element = z.looseObject({ id: TaskId });

/** Everything there is to know of the tasks, one a line. */
export async function* writeJson({ list, at, tasks }: TaskExport): AsyncGenerator<string> {
  const head: z.infer<typeof Head> = { format: FORMAT, format_version: FORMAT_VERSION, list, exported_at: at };
  yield `${JSON.stringify(head).slice(0, -1)},"tasks":[`;
  let separator = '\n';
  for await (const task of tasks) {
    yield `${separator}${JSON.stringify(ExportedTask.encode(task))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** The ids are those of the list that exported it. Throws Invalid for any other JSON. */
export async function readJson(chunks: AsyncIterable<string>): Promise<SourceFile> {
  const pieces = elementsOf(chunks);
  const first = await pieces.next();
  const { list, exported_at } = toHead(first.done ? '' : first.value.text);
  return { source: sourceOfList(list), asOf: exported_at, rows: rowsOf(pieces) };
}

function toHead(text: string): z.infer<typeof Head> {
  const parsed = Head.safeParse(parse(`${text}]}`));
  if (!parsed.success) {
    throw new Invalid(
      'the file is no export of task-manager-mcp',
      'Files of the format json are written by its export command.',
    );
  }
  const { format_version: version } = parsed.data;
  if (version <= FORMAT_VERSION) return parsed.data;
  throw new Invalid(
    `the file was written by a newer task-manager-mcp (format ${version}, this one reads ${FORMAT_VERSION})`,
    'Update task-manager-mcp.',
  );
}

async function* rowsOf(pieces: AsyncIterable<Piece>): AsyncGenerator<SourceRow | BadRow> {
  let index = 0;
  for await (const { text, line } of pieces) yield toRow(text, `line ${line}, tasks[${index++}]`);
}

function toRow(text: string, place: string): SourceRow | BadRow {
  const value = parse(text);
  if (value === undefined) return { place, says: 'it is not valid JSON' };
  const parsed = Element.safeParse(value);
  if (!parsed.success) return { place, says: 'id must be a whole number from 1: the id in the list that exported it' };
  const { id, ...task } = parsed.data;
  return { place, id: String(id), task };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
