import { z } from 'zod';
import { addTasks } from '../domain/add-tasks.ts';
import { NewTask, Task } from '../domain/task.ts';
import { newProjects } from '../render/project.ts';
import { inLine } from '../render/text.ts';
import { DUE_FORM } from './arguments.ts';
import { defineTool } from './tool.ts';

export const addTask = defineTool({
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
  }),
  output: z.object({ task: Task, change_id: z.int() }),
  async run(call, input) {
    const { tasks, change_id, new_projects } = await addTasks(call, [input], () => 'title');
    const [task] = tasks;
    if (task === undefined || change_id === undefined) throw new Error('a task was added without a trace');
    return { task, change_id, new_projects };
  },
  data: ({ task, change_id }) => ({ task, change_id }),
  text: ({ task: { id, title, priority }, new_projects }) =>
    `Created task #${id}: ${inLine(title)} (${priority})${newProjects(new_projects)}`,
});
