import type { Call } from '../domain/call.ts';
import { listTasks, type TaskQuery } from '../domain/list-tasks.ts';
import { OPEN, type TaskSummary } from '../domain/task.ts';
import { linesThatFit } from '../render/page.ts';
import { taskLine } from '../render/task.ts';

const MOST = 100;

type Selection = Pick<TaskQuery, 'project' | 'priority' | 'due_before'>;

/**
 * The open tasks as lines for a prompt, and whether there are more. Those of the first selection come first; a task that
 * several selections hold comes once.
 */
export async function openTasks(call: Call, ...selections: Selection[]): Promise<string> {
  const tasks = new Map<number, TaskSummary>();
  let more = false;
  for (const selection of selections) {
    const page = await listTasks(call, { ...selection, statuses: OPEN, limit: MOST });
    for (const task of page.tasks) tasks.set(task.id, tasks.get(task.id) ?? task);
    more = page.more;
  }
  const lines = [...tasks.values()].map(taskLine);
  const fit = linesThatFit(lines);
  if (lines.length === 0) return 'No open tasks.';
  const rest = more || fit < lines.length ? ['(more exist: list_tasks with status "open" shows them)'] : [];
  return [...lines.slice(0, fit), ...rest].join('\n');
}
