import { knownProject, projectNames } from '../domain/projects.ts';
import { readTasks } from '../domain/read-tasks.ts';
import type { Resource } from './resource.ts';

export const project: Resource = {
  uri: 'tasks://project/{name}',
  name: 'Project',
  description: 'The tasks of one project',
  async read(call, { name = '' }) {
    return readTasks(call, { project: await knownProject(call, name) }, 'Use list_tasks with project.');
  },
  complete: { name: projectNames },
};
