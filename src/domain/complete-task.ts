import type { Call } from './call.ts';
import { NotFound } from './errors.ts';
import { Group } from './group.ts';
import type { Task } from './task.ts';

interface Completed {
  readonly task: Task;
  /** False when it was completed before. */
  readonly changed: boolean;
  readonly change_id: number | undefined;
}

/** Marks done; doing it twice changes nothing. Throws NotFound. */
export async function completeTask(
  call: Call,
  { task_id, note }: { task_id: number; note?: string | undefined },
): Promise<Completed> {
  return call.store.write(async (tx) => {
    const before = await tx.tasks.find(task_id);
    if (before === undefined) throw NotFound.task(task_id);
    const group = new Group(tx, call);
    const task = await group.update(before, { status: 'completed' });
    if (note !== undefined) await group.note(task, note);
    return { task, changed: task !== before, change_id: group.changeId };
  });
}
