import { Invalid, NotFound } from '../domain/errors.ts';
import { projectNames } from '../domain/project-names.ts';
import { readTasks } from '../domain/read-tasks.ts';
import { Project } from '../domain/task.ts';
import type { Resource } from './resource.ts';

export const project: Resource = {
  uri: 'tasks://project/{name}',
  name: 'Project',
  description: 'The tasks of one project',
  async read(call, { name = '' }) {
    const parsed = Project.safeParse(name);
    if (!parsed.success) throw new Invalid(`name ${parsed.error.issues[0]?.message}`);
    const tasks = await readTasks(call, { project: parsed.data }, 'Use list_tasks with project.');
    if (tasks.length === 0 && !(await projectNames(call, parsed.data)).includes(parsed.data)) {
      throw new NotFound(`Project ${JSON.stringify(parsed.data)} not found.`);
    }
    return tasks;
  },
  complete: { name: projectNames },
};
