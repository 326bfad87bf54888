import type { Call } from '../domain/call.ts';
import { listTasks, type TaskQuery } from '../domain/list-tasks.ts';
import { OPEN } from '../domain/task.ts';
import { linesThatFit } from '../render/page.ts';
import { taskLine } from '../render/task.ts';

const MOST = 100;

/** The open tasks as lines for a prompt, and whether there are more. */
export async function openTasks(call: Call, query: Omit<TaskQuery, 'limit' | 'statuses'>): Promise<string> {
  const page = await listTasks(call, { ...query, statuses: OPEN, limit: MOST });
  const lines = page.tasks.map(taskLine);
  const fit = linesThatFit(lines);
  if (lines.length === 0) return 'No open tasks.';
  const rest = page.more || fit < lines.length ? ['(more exist: list_tasks with status "open" shows them)'] : [];
  return [...lines.slice(0, fit), ...rest].join('\n');
}
