import { z } from 'zod';
import { deleteTask as remove } from '../domain/delete-task.ts';
import { TaskId } from '../domain/task.ts';
import { defineWriteTool } from './tool.ts';

export const deleteTask = defineWriteTool({
  name: 'delete_task',
  title: 'Delete a task',
  description: 'Delete a task that should not exist. A finished one is completed instead: use complete_task.',
  effect: 'delete',
  command: { name: 'delete', aliases: ['rm'], positionals: ['task_id'] },
  input: z.strictObject({ task_id: TaskId }),
  output: z.object({ deleted: z.array(z.int()), change_id: z.int().optional() }),
  async run(tx, call, input) {
    return { ...(await remove(tx, call, input)), id: input.task_id };
  },
  data: ({ deleted, change_id }) => ({ deleted, ...(change_id === undefined ? {} : { change_id }) }),
  text: ({ id }) => `Task #${id} deleted.`,
});
