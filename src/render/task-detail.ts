import type { Change, TaskNote } from '../domain/change.ts';
import type { Task } from '../domain/task.ts';
import { historyLine } from './change.ts';
import { linesThatFit } from './page.ts';
import { noteLine, taskDetail } from './task.ts';

interface Detail {
  readonly task: Task;
  readonly notes: readonly TaskNote[];
  readonly changes: readonly Change[];
}

/** Everything about a task that fits into an answer: its description first, then notes, then changes. */
export function detailText({ task, notes, changes }: Detail): string {
  const sections = [taskDetail(task)];
  const history = changes.filter(({ kind }) => kind !== 'note.added').map(historyLine);
  for (const [heading, lines] of [
    ['Notes, newest first', notes.map((note) => noteLine(note, task.id))],
    ['Changes, newest first', history],
  ] as const) {
    if (lines.length === 0) continue;
    const fit = linesThatFit(lines, sections.join('\n\n').length);
    const rest = fit < lines.length ? [`… more: tasks://task/${task.id}`] : [];
    sections.push([`${heading}:`, ...lines.slice(0, fit), ...rest].join('\n'));
  }
  return sections.join('\n\n');
}
