import { z } from 'zod';
import { deleteTask as remove } from '../domain/delete-task.ts';
import { TaskId } from '../domain/task.ts';
import { idList, nowReady } from '../render/relations.ts';
import { defineWriteTool } from './tool.ts';

export const deleteTask = defineWriteTool({
  name: 'delete_task',
  title: 'Delete a task',
  description: 'Delete a task that should not exist. A finished one is completed instead: use complete_task.',
  effect: 'delete',
  command: { name: 'delete', aliases: ['rm'], positionals: ['task_id'] },
  input: z.strictObject({
    task_id: TaskId,
    include_subtasks: z.boolean().optional().describe('without asking, also if others wait for it'),
  }),
  output: z.object({
    deleted: z.array(z.int()),
    change_id: z.int().optional(),
    now_ready: z.array(z.int()).optional(),
  }),
  async run(tx, call, input) {
    return { ...(await remove(tx, call, input)), id: input.task_id };
  },
  data: ({ deleted, change_id, now_ready }) => ({
    deleted,
    ...(change_id === undefined ? {} : { change_id }),
    ...(now_ready.length === 0 ? {} : { now_ready }),
  }),
  text({ id, deleted, change_id, now_ready }) {
    if (change_id === undefined) return `Task #${id} deleted.`;
    const [, ...subtasks] = deleted;
    if (subtasks.length === 0)
      return `Task #${id} deleted. To restore it: undo change ${change_id}.${nowReady(now_ready)}`;
    const words = `its subtask${subtasks.length === 1 ? '' : 's'} ${idList(subtasks)}`;
    return `Task #${id} and ${words} deleted. To restore them: undo change ${change_id}.${nowReady(now_ready)}`;
  },
});
