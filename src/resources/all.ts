import { projectFilter } from '../domain/call.ts';
import { Invalid } from '../domain/errors.ts';
import { readTaskPage, readTasks } from '../domain/read-tasks.ts';
import type { Resource } from './resource.ts';

const pagesUri = 'tasks://all{?cursor}';

export const all: Resource = {
  uri: 'tasks://all',
  name: 'All Tasks',
  description: 'Complete task list as JSON',
  read: (call) =>
    readTasks(call, { project: projectFilter(call, undefined) }, `Read ${pagesUri}, beginning with cursor 0.`),
};

export const allPages: Resource = {
  uri: pagesUri,
  name: 'All Tasks, in pages',
  description: 'Tasks after the cursor (begin with 0), with next_cursor while there are more',
  read(call, { cursor = '0' }) {
    if (!/^\d{1,15}$/.test(cursor))
      throw new Invalid(`cursor must be a number from next_cursor, not ${JSON.stringify(cursor.slice(0, 60))}`);
    return readTaskPage(call, { project: projectFilter(call, undefined) }, Number(cursor));
  },
};
