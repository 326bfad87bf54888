import type { Call } from './call.ts';
import { NotFound } from './errors.ts';
import { findFreed } from './expire-leases.ts';
import { Group } from './group.ts';
import type { Tx } from './store.ts';
import type { Task, TaskSummary } from './task.ts';

interface Completed {
  readonly task: Task;
  /** False when it was completed before. */
  readonly changed: boolean;
  readonly change_id: number | undefined;
  /** Ids of tasks that waited for this one alone. */
  readonly now_ready: number[];
  /** What should have come first. */
  readonly open_blockers: TaskSummary[];
  readonly open_subtasks: TaskSummary[];
}

/** Marks done; doing it twice changes nothing. Throws NotFound and Leased. */
export async function completeTask(
  tx: Tx,
  call: Call,
  { task_id, note, lease }: { task_id: number; note?: string | undefined; lease?: string | undefined },
): Promise<Completed> {
  const before = await findFreed(tx, call, { task_id, lease });
  if (before === undefined) throw NotFound.task(task_id);
  const group = new Group(tx, call, { lease });
  const task = await group.update(before, { status: 'completed' });
  if (note !== undefined) await group.note(task, note);
  const changed = task !== before;
  const isOpen = ({ completed }: TaskSummary) => !completed;
  return {
    task,
    changed,
    change_id: group.changeId,
    now_ready: changed ? await tx.blockers.readyDependents([task_id]) : [],
    open_blockers: ((await tx.blockers.of(changed ? [task_id] : [])).get(task_id) ?? []).filter(isOpen),
    open_subtasks: (await tx.tasks.subtasks(changed ? [task_id] : [])).filter(isOpen),
  };
}
