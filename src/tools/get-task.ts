import { z } from 'zod';
import { Change, TaskNote } from '../domain/change.ts';
import { getTask as get } from '../domain/get-task.ts';
import { Task, TaskId } from '../domain/task.ts';
import { detailText } from '../render/task-detail.ts';
import { defineTool } from './tool.ts';

export const getTask = defineTool({
  name: 'get_task',
  title: 'Get a task',
  description: 'Everything about one task: description, notes, recent changes.',
  effect: 'read',
  command: { name: 'show', aliases: ['get'], positionals: ['task_id'] },
  input: z.strictObject({ task_id: TaskId }),
  output: z.object({ task: Task, notes: z.array(TaskNote), changes: z.array(Change) }),
  run: get,
  data: ({ task, notes, changes }) => ({ task, notes, changes }),
  text: (detail) => detailText(detail),
});
