import type { TaskNote } from '../domain/change.ts';
import type { TaskDetail } from '../domain/task-detail.ts';
import { historyLine } from './change.ts';
import { linesThatFit } from './page.ts';
import { noteLine, taskDetail, taskLine } from './task.ts';
import { inLine, shortTime } from './text.ts';

/** Everything about a task that fits into an answer: its description first, then what the next worker needs most. */
export function detailText({ task, blockers, subtasks, blocks, lease, handover, notes, changes }: TaskDetail): string {
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
