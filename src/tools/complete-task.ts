import { z } from 'zod';
import { completeTask as complete } from '../domain/complete-task.ts';
import { Note, Task, TaskId } from '../domain/task.ts';
import { afterCompletion } from '../render/relations.ts';
import { lease } from './arguments.ts';
import { defineWriteTool } from './tool.ts';

export const completeTask = defineWriteTool({
  name: 'complete_task',
  title: 'Complete a task',
  description: 'Mark a task as completed. To reopen one use update_task with status pending.',
  effect: 'change',
  command: { name: 'complete', aliases: ['done'], positionals: ['task_id'] },
  input: z.strictObject({
    task_id: TaskId,
    note: Note.optional().describe('outcome, for whoever reads it later'),
    lease,
  }),
  output: z.object({
    task: Task,
    changed: z.boolean(),
    now_ready: z.array(z.int()),
    change_id: z.int().optional(),
  }),
  run: complete,
  data: ({ task, changed, now_ready, change_id }) => ({
    task,
    changed,
    now_ready,
    ...(change_id === undefined ? {} : { change_id }),
  }),
  text: ({ task, ...rest }) => `Task #${task.id} completed.${afterCompletion(rest)}`,
});
