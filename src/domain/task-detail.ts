import { abridged, type Change, type TaskNote } from './change.ts';
import { isValid, type Lease } from './lease.ts';
import { type ListedTask, withOpenBlockers } from './listed-task.ts';
import type { Tx } from './store.ts';
import type { Task, TaskSummary } from './task.ts';

const RECENT = 10;

/** A task with all that stands around it. */
export interface TaskDetail {
  readonly task: Task & Pick<ListedTask, 'open_blockers'>;
  /** Live ones, completed or not. */
  readonly blockers: TaskSummary[];
  readonly subtasks: ListedTask[];
  /** Tasks that wait for this one. */
  readonly blocks: TaskSummary[];
  /** Who works on it now, if it was claimed. */
  readonly lease: Pick<Lease, 'holder' | 'until'> | undefined;
  /** What the last one who worked on it left for the next. */
  readonly handover: TaskNote | undefined;
  /** Newest first. */
  readonly notes: TaskNote[];
  /** Newest first, long texts cut. */
  readonly changes: Change[];
}

export async function detailOf(tx: Tx, found: Task): Promise<TaskDetail> {
  const { id } = found;
  const [task = { ...found, open_blockers: [] }] = await withOpenBlockers(tx, [found]);
  const changes = await tx.changes.newest(RECENT, { taskId: id });
  const lease = await tx.leases.find(id);
  const notes = await tx.notes.of(id, RECENT);
  return {
    task,
    // The row tells whether there is anything to look for.
    blockers: found.blocked_by.length === 0 ? [] : ((await tx.blockers.of([id])).get(id) ?? []),
    subtasks: await withOpenBlockers(tx, await tx.tasks.subtasks([id])),
    blocks: await tx.blockers.dependents([id]),
    lease: lease !== undefined && isValid(lease, await tx.now()) ? lease : undefined,
    handover: notes.length < RECENT ? notes.find(({ handover }) => handover) : await tx.notes.lastHandover(id),
    notes,
    changes: changes.map(abridged),
  };
}
