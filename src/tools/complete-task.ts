import { z } from 'zod';
import { completeTask as complete } from '../domain/complete-task.ts';
import { Note, Task, TaskId } from '../domain/task.ts';
import { defineTool } from './tool.ts';

export const completeTask = defineTool({
  name: 'complete_task',
  title: 'Complete a task',
  description: 'Mark a task as completed. To reopen one use update_task with status pending.',
  effect: 'change',
  command: { name: 'complete', aliases: ['done'], positionals: ['task_id'] },
  input: z.strictObject({ task_id: TaskId, note: Note.optional().describe('outcome, for whoever reads it later') }),
  output: z.object({ task: Task, changed: z.boolean(), change_id: z.int().optional() }),
  run: complete,
  data: ({ task, changed, change_id }) => ({ task, changed, ...(change_id === undefined ? {} : { change_id }) }),
  text: ({ task }) => `Task #${task.id} completed.`,
});
