import { inBlock } from '../render/text.ts';
import type { Prompt } from './prompt.ts';

export const planProject: Prompt = {
  name: 'plan_project',
  title: 'Plan a project',
  description: 'Break a goal down into tasks',
  arguments: [{ name: 'goal', description: 'What is to be reached', required: true }],
  needs: ['add_task'],
  async text(_call, { goal = '' }, fitting) {
    const atOnce = 'create all of it with one call of add_tasks, in which ref names the tasks that others depend on.';
    const create = fitting(atOnce) || 'create each with add_task.';
    return `Goal: ${inBlock(goal)}

Plan this as tasks in the task list.
1. Ask me at most three questions if the goal leaves something open that changes the plan.
2. Choose a short project slug; see with list_tasks whether it exists already.
3. Draft 5 to 15 tasks, each finished in one sitting, in the order of work. Give each a title of 3 to 50 characters that begins with a verb, a description that says how one sees that it is done, a priority, and a due date where I named one. Say with blocked_by what truly has to come first, no more, so that several can work at once; parts of a larger task get it as parent_id.
4. Show me the draft, and after I agree ${create}`;
  },
};
