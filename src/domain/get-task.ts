import type { Call } from './call.ts';
import { abridged, type Change, type TaskNote } from './change.ts';
import { NotFound } from './errors.ts';
import { isValid, type Lease } from './lease.ts';
import { type ListedTask, withOpenBlockers } from './listed-task.ts';
import type { Task, TaskSummary } from './task.ts';

const RECENT = 10;

interface TaskDetail {
  readonly task: Task & Pick<ListedTask, 'open_blockers'>;
  /** Live ones, completed or not. */
  readonly blockers: TaskSummary[];
  readonly subtasks: ListedTask[];
  /** Tasks that wait for this one. */
  readonly blocks: TaskSummary[];
  /** Who works on it now, if it was claimed. */
  readonly lease: Pick<Lease, 'holder' | 'until'> | undefined;
  /** What the last one who worked on it left for the next, if it is not the newest of the notes. */
  readonly handover: TaskNote | undefined;
  /** Newest first. */
  readonly notes: TaskNote[];
  /** Newest first, long texts cut. */
  readonly changes: Change[];
}

/** A task with all that stands around it, and its newest notes and changes. Throws NotFound. */
export async function getTask(call: Call, { task_id }: { task_id: number }): Promise<TaskDetail> {
  return call.store.read(async (tx) => {
    const found = await tx.tasks.find(task_id);
    if (found === undefined) throw NotFound.task(task_id);
    const [task = { ...found, open_blockers: [] }] = await withOpenBlockers(tx, [found]);
    const changes = await tx.changes.newest(RECENT, { taskId: task_id });
    const lease = await tx.leases.find(task_id);
    return {
      task,
      blockers: (await tx.blockers.of([task_id])).get(task_id) ?? [],
      subtasks: await withOpenBlockers(tx, await tx.tasks.subtasks([task_id])),
      blocks: await tx.blockers.dependents([task_id]),
      lease: lease !== undefined && isValid(lease, await tx.now()) ? lease : undefined,
      handover: await tx.notes.lastHandover(task_id),
      notes: await tx.notes.of(task_id, RECENT),
      changes: changes.map(abridged),
    };
  });
}
