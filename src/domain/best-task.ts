import { isExpired } from './expire-leases.ts';
import { readyPlace } from './ready-place.ts';
import type { TaskFilter, Tx } from './store.ts';
import type { Task } from './task.ts';

type Of = Pick<TaskFilter, 'project' | 'tag'>;

/**
 * The task that should be taken up first, be it ready or held by somebody who has been away for too long; one that another
 * transaction holds only where no other is left. Undefined where there is none at all. Nothing is written before all that
 * is needed is held: whoever has written is known to the log by a number that may come too early for what it waits for.
 * `isOver` says whether any lease has expired at all.
 */
export async function bestTask(
  tx: Tx,
  { isOver, ...of }: Of & { readonly isOver: boolean },
): Promise<Task | undefined> {
  for (;;) {
    const ready = await tx.tasks.bestReady({ ...of, isFree: true });
    const late = isOver ? await bestLate(tx, of) : undefined;
    if (ready !== undefined || late !== undefined) return firstOf(ready, late);
    // What is being freed at this moment is neither ready yet nor nobody's.
    const awaited = isOver ? await tx.leases.bestExpired(await tx.now(), of) : undefined;
    if (awaited === undefined) return tx.tasks.bestReady(of);
    await tx.tasks.hold([awaited.task_id]);
  }
}

async function bestLate(tx: Tx, of: Of): Promise<Task | undefined> {
  for (;;) {
    const lease = await tx.leases.bestExpired(await tx.now(), { ...of, isFree: true });
    if (lease === undefined) return undefined;
    const task = await tx.tasks.find(lease.task_id);
    // Both may be from before the task was held.
    const isOfTag = of.tag === undefined || task?.tags.includes(of.tag);
    if (isOfTag && (await isExpired(tx, lease))) return task;
  }
}

function firstOf(ready: Task | undefined, late: Task | undefined): Task | undefined {
  if (ready === undefined || late === undefined) return ready ?? late;
  const [place, other] = [readyPlace(ready), readyPlace(late)];
  return place < other || (place === other && ready.id < late.id) ? ready : late;
}
