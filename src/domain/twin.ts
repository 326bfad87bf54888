import type { Tx } from './store.ts';
import type { Task } from './task.ts';

/** A retry comes soon or not at all. */
const WITHIN_MS = 60_000;
/** How many of the newest tasks are looked at. */
const AMONG = 50;
const COMPARED = ['description', 'priority', 'project', 'tags', 'due', 'assignee', 'parent_id', 'blocked_by'] as const;

/** The task that the same caller added in the same words a moment before `task`; undefined if there is none. */
export async function twinOf(tx: Tx, task: Task): Promise<{ id: number; seconds: number } | undefined> {
  for (const other of await tx.tasks.latest(AMONG, task)) {
    const age = Date.parse(task.created_at) - Date.parse(other.created_at);
    const isTwin = COMPARED.every((field) => JSON.stringify(other[field]) === JSON.stringify(task[field]));
    if (other.id !== task.id && isTwin && age >= 0 && age <= WITHIN_MS)
      return { id: other.id, seconds: Math.round(age / 1_000) };
  }
  return undefined;
}
