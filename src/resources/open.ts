import { projectFilter } from '../domain/call.ts';
import { readTasks } from '../domain/read-tasks.ts';
import { OPEN } from '../domain/task.ts';
import type { Resource } from './resource.ts';

export const open: Resource = {
  uri: 'tasks://open',
  name: 'Open Tasks',
  description: 'Tasks that are not completed',
  read: (call) =>
    readTasks(
      call,
      { project: projectFilter(call, undefined), statuses: OPEN },
      'Read tasks://project/{name} or use list_tasks.',
    ),
};
