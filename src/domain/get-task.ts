import type { Call } from './call.ts';
import { abridged, type Change, type TaskNote } from './change.ts';
import { NotFound } from './errors.ts';
import type { Task } from './task.ts';

const RECENT = 10;

interface TaskDetail {
  readonly task: Task;
  /** Newest first. */
  readonly notes: TaskNote[];
  /** Newest first, long texts cut. */
  readonly changes: Change[];
}

/** A task with its newest notes and changes. Throws NotFound. */
export async function getTask(call: Call, { task_id }: { task_id: number }): Promise<TaskDetail> {
  return call.store.read(async (tx) => {
    const task = await tx.tasks.find(task_id);
    if (task === undefined) throw NotFound.task(task_id);
    const changes = await tx.changes.newest(RECENT, { taskId: task_id });
    return { task, notes: await tx.notes.of(task_id, RECENT), changes: changes.map(abridged) };
  });
}
