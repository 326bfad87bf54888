import type { Call } from './call.ts';
import { NotFound } from './errors.ts';
import { Group } from './group.ts';
import type { Tx } from './store.ts';

interface Deleted {
  /** Ids that this call deleted: none when the task was deleted before. */
  readonly deleted: number[];
  readonly change_id: number | undefined;
}

/** Deletes a task; doing it twice changes nothing. Throws NotFound for an id that never was. */
export async function deleteTask(tx: Tx, call: Call, { task_id }: { task_id: number }): Promise<Deleted> {
  const task = await tx.tasks.find(task_id);
  if (task === undefined) {
    if (await tx.tasks.wasDeleted(task_id)) return { deleted: [], change_id: undefined };
    throw NotFound.task(task_id);
  }
  const group = new Group(tx, call);
  await group.remove(task);
  return { deleted: [task_id], change_id: group.changeId };
}
