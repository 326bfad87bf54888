import type { Change, TaskNote } from '../domain/change.ts';
import type { Lease } from '../domain/lease.ts';
import type { ListedTask } from '../domain/listed-task.ts';
import type { Task, TaskSummary } from '../domain/task.ts';
import { historyLine } from './change.ts';
import { linesThatFit } from './page.ts';
import { noteLine, taskDetail, taskLine } from './task.ts';
import { inLine, shortTime } from './text.ts';

interface Detail {
  readonly task: Task & Pick<ListedTask, 'open_blockers'>;
  readonly blockers: readonly TaskSummary[];
  readonly subtasks: readonly ListedTask[];
  readonly blocks: readonly TaskSummary[];
  readonly lease: Pick<Lease, 'holder' | 'until'> | undefined;
  readonly handover: TaskNote | undefined;
  readonly notes: readonly TaskNote[];
  readonly changes: readonly Change[];
}

/** Everything about a task that fits into an answer: its description first, then what the next worker needs most. */
export function detailText({ task, blockers, subtasks, blocks, lease, handover, notes, changes }: Detail): string {
  const claimed = lease === undefined ? '' : `\nclaimed by ${inLine(lease.holder)} until ${shortTime(lease.until)}`;
  const sections = [`${taskDetail(task)}${claimed}`];
  const line = (note: TaskNote) => noteLine(note, task.id);
  const history = changes.filter(({ kind }) => !kind.startsWith('note.')).map(historyLine);
  for (const [heading, lines] of [
    ['Last handover', handover === undefined ? [] : [line(handover)]],
    ['Blocked by', blockers.map(taskLine)],
    ['Subtasks', subtasks.map(taskLine)],
    ['Blocks', blocks.map(taskLine)],
    ['Notes, newest first', notes.filter(({ id }) => id !== handover?.id).map(line)],
    ['Changes, newest first', history],
  ] as const) {
    if (lines.length === 0) continue;
    const fit = linesThatFit(lines, sections.join('\n\n').length);
    const rest = fit < lines.length ? [`… more: tasks://task/${task.id}`] : [];
    sections.push([`${heading}:`, ...lines.slice(0, fit), ...rest].join('\n'));
  }
  return sections.join('\n\n');
}
