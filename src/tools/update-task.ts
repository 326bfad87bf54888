import { z } from 'zod';
import { Note, Task, TaskId, TaskPatch } from '../domain/task.ts';
import { updateTask as update } from '../domain/update-task.ts';
import { fieldChanges } from '../render/change.ts';
import { newProjects } from '../render/project.ts';
import { DUE_FORM, lease } from './arguments.ts';
import { defineWriteTool } from './tool.ts';

export const updateTask = defineWriteTool({
  name: 'update_task',
  title: 'Update a task',
  description: 'Change fields of a task; null clears one. To finish a task use complete_task.',
  effect: 'change',
  command: { name: 'update', aliases: ['edit'], positionals: ['task_id'] },
  input: z.strictObject({
    task_id: TaskId,
    ...TaskPatch.shape,
    due: TaskPatch.shape.due.describe(DUE_FORM),
    note: Note.optional().describe('added to the notes'),
    expected_version: z.int().optional().describe('refuse if these fields changed since'),
    lease,
  }),
  output: z.object({ task: Task, change_id: z.int().optional() }),
  run: update,
  data: ({ task, change_id }) => ({ task, ...(change_id === undefined ? {} : { change_id }) }),
  text({ before, task, change_id, noted, new_project }) {
    if (change_id === undefined) return `Task #${task.id} unchanged.`;
    const facts = [changedFields(before, task), noted ? 'note added' : ''].filter(Boolean).join(', ');
    return `Task #${task.id} updated: ${facts}${newProjects(new_project === undefined ? [] : [new_project])}`;
  },
});

function changedFields(before: Task, after: Task): string {
  const fields = Object.keys(TaskPatch.shape).filter((field) => differs(before, after, field));
  return fieldChanges({ ...before }, Object.fromEntries(fields.map((field) => [field, Reflect.get(after, field)])));
}

function differs(before: Task, after: Task, field: string): boolean {
  return JSON.stringify(Reflect.get(before, field)) !== JSON.stringify(Reflect.get(after, field));
}
