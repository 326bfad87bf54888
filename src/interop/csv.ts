import type { ExportedTask, TaskExport } from '../domain/export-tasks.ts';
import { Task } from '../domain/task.ts';

/** What makes a spreadsheet take a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;
const COLUMNS = [...Task.keyof().options, 'notes'] as const;

/** RFC 4180 in UTF-8, a header first. Lists become text; a cell that a spreadsheet would calculate begins with `'`. */
export async function* writeCsv({ tasks }: TaskExport): AsyncGenerator<string> {
  yield toLine(COLUMNS);
  for await (const task of tasks) yield toLine(COLUMNS.map((column) => textOf(task, column)));
}

function textOf(task: ExportedTask, column: (typeof COLUMNS)[number]): string {
  if (column === 'tags' || column === 'blocked_by') return task[column].join(' ');
  if (column === 'notes') return task.notes.map(({ at, actor, text }) => `${at} ${actor}: ${text}`).join('\n');
  return String(task[column] ?? '');
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
