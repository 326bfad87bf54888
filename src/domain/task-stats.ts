import { type Call, projectFilter } from './call.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { Priority } from './task.ts';

interface TaskStats {
  readonly project: string | undefined;
  /** What statistics of nothing were limited to. */
  readonly empty: EmptyProject | undefined;
  readonly total: number;
  readonly completed: number;
  readonly pending: number;
  readonly in_progress: number;
  readonly by_priority: Record<Priority, number>;
}

/** Counts from the counters: the cost does not grow with the number of tasks. */
export async function taskStats(call: Call, asked: { project?: string | undefined }): Promise<TaskStats> {
  const project = projectFilter(call, asked.project);
  const { tallies, empty } = await call.store.read(async (tx) => {
    const tallies = await tx.stats.tally(project);
    const isEmpty = tallies.every(({ count }) => count === 0);
    return { tallies, empty: isEmpty ? await emptyProject(tx, call, asked.project) : undefined };
  });
  const sum = (of: (tally: (typeof tallies)[number]) => boolean) =>
    tallies.filter(of).reduce((total, { count }) => total + count, 0);
  return {
    project,
    empty,
    total: sum(() => true),
    completed: sum(({ status }) => status === 'completed'),
    pending: sum(({ status }) => status === 'pending'),
    in_progress: sum(({ status }) => status === 'in_progress'),
    by_priority: {
      low: sum(({ priority }) => priority === 'low'),
      medium: sum(({ priority }) => priority === 'medium'),
      high: sum(({ priority }) => priority === 'high'),
    },
  };
}
