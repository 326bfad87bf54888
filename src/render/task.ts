import type { TaskNote } from '../domain/change.ts';
import type { ListedTask } from '../domain/listed-task.ts';
import type { Status, Task, TaskSummary } from '../domain/task.ts';
import { idList } from './relations.ts';
import { cutTo, dueText, indented, inLine, shortTime } from './text.ts';

const SIGNS: Record<Status, string> = { pending: '○', in_progress: '▶', completed: '✓' };
/** About 1,500 tokens. */
const MAX_DESCRIPTION = 6_000;
const MAX_NOTE = 1_000;

/** The blockers are only said where they are known. */
type Listed = TaskSummary & Partial<Pick<ListedTask, 'open_blockers'>>;

/** `○ #1: Review PR [high]`, then the facts it has: `+web due 2026-11-25 @ada #api blocked by #3`. */
export function taskLine(task: Listed): string {
  const { id, title, priority, status, project, due, assignee, tags, parent_id, open_blockers = [] } = task;
  const facts = [
    project === null ? '' : ` +${project}`,
    due === null ? '' : ` due ${dueText(due)}`,
    assignee === null ? '' : ` @${inLine(assignee)}`,
    ...tags.map((tag) => ` #${tag}`),
    parent_id === null ? '' : ` part of #${parent_id}`,
    open_blockers.length === 0 ? '' : ` blocked by ${idList(open_blockers)}`,
  ];
  return `${SIGNS[status]} #${id}: ${inLine(title)} [${priority}]${facts.join('')}`;
}

/** The task's line, who made it and when, and its description as far as it is worth reading here. */
export function taskDetail(task: Task): string {
  const { id, description, version, created_at, created_by, updated_at, completed_at } = task;
  const times = [
    `created ${shortTime(created_at)} by ${inLine(created_by)}`,
    updated_at === created_at ? '' : `updated ${shortTime(updated_at)}`,
    completed_at === null ? '' : `completed ${shortTime(completed_at)}`,
  ];
  const shown = cutTo(description, MAX_DESCRIPTION);
  const cut =
    shown === description
      ? ''
      : `\n… cut at ${shown.length} of ${description.length} characters; all of it: tasks://task/${id}`;
  const head = `${taskLine(task)}\nversion ${version}, ${times.filter(Boolean).join(', ')}`;
  return description === '' ? head : `${head}\n\n  ${indented(shown)}${cut}`;
}

/** `2026-11-22T10:03Z ada@claude-code: Waiting for the key.` */
export function noteLine({ at, actor, text }: TaskNote, taskId: number): string {
  const shown = cutTo(text, MAX_NOTE);
  return `${shortTime(at)} ${inLine(actor)}: ${indented(shown)}${shown === text ? '' : `… all of it: tasks://task/${taskId}`}`;
}
