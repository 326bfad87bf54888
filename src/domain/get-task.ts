import type { Call } from './call.ts';
import { NotFound } from './errors.ts';
import { detailOf, type TaskDetail } from './task-detail.ts';

/** Throws NotFound. */
export async function getTask(call: Call, { task_id }: { task_id: number }): Promise<TaskDetail> {
  return call.store.read(async (tx) => {
    const task = await tx.tasks.find(task_id);
    if (task === undefined) throw NotFound.task(task_id);
    return detailOf(tx, task);
  });
}
