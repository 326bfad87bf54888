import type { Tx } from './store.ts';
import type { TaskSummary } from './task.ts';

/** A task of a list, with what it waits for. */
export type ListedTask = TaskSummary & { readonly open_blockers: readonly number[] };

/** Reads the blockers only where a task can have some. */
export async function withOpenBlockers<T extends TaskSummary>(
  tx: Tx,
  tasks: readonly T[],
): Promise<(T & Pick<ListedTask, 'open_blockers'>)[]> {
  const waiting = tasks.filter(({ completed, blocked_by }) => !completed && blocked_by.length > 0);
  const blockers = await tx.blockers.of(waiting.map(({ id }) => id));
  return tasks.map((task) => {
    const open = (task.completed ? undefined : blockers.get(task.id)) ?? [];
    return { ...task, open_blockers: open.filter(({ completed }) => !completed).map(({ id }) => id) };
  });
}
