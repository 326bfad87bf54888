import { Invalid } from '../domain/errors.ts';
import { getTask } from '../domain/get-task.ts';
import { TaskId } from '../domain/task.ts';
import { taskIds } from '../domain/task-ids.ts';
import type { Resource } from './resource.ts';

export const task: Resource = {
  uri: 'tasks://task/{id}',
  name: 'Task',
  description: 'One task with its whole description, notes and recent changes',
  read(call, { id = '' }) {
    const parsed = TaskId.safeParse(/^\d{1,16}$/.test(id) ? Number(id) : undefined);
    if (!parsed.success) throw new Invalid(`id must be the number of a task, not ${JSON.stringify(id.slice(0, 60))}`);
    return getTask(call, { task_id: parsed.data });
  },
  complete: { id: taskIds },
};
