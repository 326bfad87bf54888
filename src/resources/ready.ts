import { projectFilter } from '../domain/call.ts';
import { readTasks } from '../domain/read-tasks.ts';
import type { Resource } from './resource.ts';

export const ready: Resource = {
  uri: 'tasks://ready',
  name: 'Ready Tasks',
  description: 'Tasks that can be taken up now, best first',
  read: (call) =>
    readTasks(call, { project: projectFilter(call, undefined), ready: true }, 'Use list_tasks with status "ready".'),
};
