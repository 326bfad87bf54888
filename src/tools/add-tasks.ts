import { z } from 'zod';
import { addTasks as add } from '../domain/add-tasks.ts';
import { PlannedTask } from '../domain/plan.ts';
import { NewTask, Task } from '../domain/task.ts';
import { linesThatFit } from '../render/page.ts';
import { newProjects } from '../render/project.ts';
import { inLine } from '../render/text.ts';
import { addTask } from './add-task.ts';
import { defineWriteTool } from './tool.ts';

const MAX_TASKS = 100;

export const addTasks = defineWriteTool({
  name: 'add_tasks',
  title: 'Add several tasks',
  description: `Add up to ${MAX_TASKS} tasks in one step, all or none, e.g. a plan. Fields as in ${addTask.name}; parent_id and blocked_by may also name the ref of another task in this call.`,
  effect: 'add',
  command: { name: 'add-many', aliases: [], positionals: ['tasks'] },
  input: z.strictObject({
    tasks: z.array(PlannedTask).min(1).max(MAX_TASKS),
    project: NewTask.shape.project.describe('for tasks that name none'),
  }),
  output: z.object({ tasks: z.array(Task), change_id: z.int() }),
  async run(tx, call, { tasks, project }) {
    const drafts = tasks.map((task) => ({ ...task, project: task.project ?? project }));
    const { change_id, ...added } = await add(tx, call, drafts, (index) => `tasks[${index}].`);
    if (change_id === undefined) throw new Error('tasks were added without a trace');
    return { ...added, change_id };
  },
  data: ({ tasks, change_id }) => ({ tasks, change_id }),
  text({ tasks, new_projects }) {
    const lines = tasks.map(({ id, title }) => `#${id}: ${inLine(title)}`);
    const fit = linesThatFit(lines);
    const rest = fit < lines.length ? [`and ${lines.length - fit} more, up to #${tasks.at(-1)?.id}`] : [];
    const head = `Created ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}${newProjects(new_projects)}:`;
    return [head, ...lines.slice(0, fit), ...rest].join('\n');
  },
});
