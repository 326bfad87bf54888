import { z } from 'zod';
import { Change, TaskNote } from '../domain/change.ts';
import { getTask as get } from '../domain/get-task.ts';
import { Task, TaskId } from '../domain/task.ts';
import { changeLine } from '../render/change.ts';
import { noteLine, taskDetail } from '../render/task.ts';
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
  text({ task, notes, changes }) {
    const sections = [
      taskDetail(task),
      ...(notes.length === 0
        ? []
        : [`Notes, newest first:\n${notes.map((note) => noteLine(note, task.id)).join('\n')}`]),
      `Changes, newest first:\n${changes.map(changeLine).join('\n')}`,
    ];
    return sections.join('\n\n');
  },
});
