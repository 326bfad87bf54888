import { z } from 'zod';
import { addTasks } from '../domain/add-tasks.ts';
import { NewTask, Task } from '../domain/task.ts';
import { twinOf } from '../domain/twin.ts';
import { newProjects } from '../render/project.ts';
import { inLine } from '../render/text.ts';
import { DUE_FORM } from './arguments.ts';
import { defineWriteTool } from './tool.ts';

export const addTask = defineWriteTool({
  name: 'add_task',
  title: 'Add a task',
  description: 'Add one task to the shared list. For several at once use add_tasks.',
  effect: 'add',
  command: { name: 'add', aliases: [], positionals: ['title'] },
  input: NewTask.extend({
    title: NewTask.shape.title.describe('what is to be done, one line'),
    description: NewTask.shape.description.describe('details'),
    priority: NewTask.shape.priority.describe('default medium'),
    project: NewTask.shape.project.describe('short slug; a new one is created by use'),
    due: NewTask.shape.due.describe(DUE_FORM),
    parent_id: NewTask.shape.parent_id.describe('task that this is a part of'),
    blocked_by: NewTask.shape.blocked_by.describe('tasks to be completed first'),
  }),
  output: z.object({ task: Task, change_id: z.int() }),
  async run(tx, call, draft, { hasKey }) {
    const { tasks, change_id, new_projects } = await addTasks(tx, call, [draft], () => '');
    const [task] = tasks;
    if (task === undefined || change_id === undefined) throw new Error('a task was added without a trace');
    return { task, change_id, new_projects, twin: hasKey ? undefined : await twinOf(tx, task) };
  },
  data: ({ task, change_id }) => ({ task, change_id }),
  text({ task: { id, title, priority }, change_id, new_projects, twin }) {
    const created = `Created task #${id}: ${inLine(title)} (${priority})${newProjects(new_projects)}`;
    if (twin === undefined) return created;
    const ago = twin.seconds === 0 ? 'just now' : `${twin.seconds} s ago`;
    return `${created}\nSame as #${twin.id}, added ${ago}; if this was a retry, undo change ${change_id}.`;
  },
});
