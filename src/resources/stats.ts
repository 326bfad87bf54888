import { taskStats } from '../domain/task-stats.ts';
import type { Resource } from './resource.ts';

export const stats: Resource = {
  uri: 'tasks://stats',
  name: 'Task Statistics',
  description: 'Counts by status and priority',
  async read(call) {
    const { project: _, empty: __, ...counts } = await taskStats(call, {});
    return counts;
  },
};
