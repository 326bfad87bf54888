import type { Change } from '../domain/change.ts';
import { Project, TaskId } from '../domain/task.ts';
import { all, allPages } from './all.ts';
import { changes } from './changes.ts';
import { endpoints } from './endpoints.ts';
import { open } from './open.ts';
import { project } from './project.ts';
import { ready } from './ready.ts';
import type { Resource } from './resource.ts';
import { stats } from './stats.ts';
import { task } from './task.ts';

/** In the order in which hosts see them. */
export const RESOURCES: readonly Resource[] = [all, open, ready, stats, changes, endpoints, allPages, task, project];

/** What every change of a task changes. */
export const ALWAYS_CHANGED: readonly string[] = [all, open, ready, stats, changes].map(({ uri }) => uri);

/** The resources of the templates that a change touches: the task, and the projects it is and was in. */
export function changedBy({ task_id, project: now, before }: Change): string[] {
  const names = [now, before?.project].filter((name) => typeof name === 'string');
  return [taskUri(task_id), ...names.map(projectUri)];
}

/** The one spelling under which changes of the resource are told, if anything can be called so. */
export function changeUri(resource: Resource, { id, name }: Readonly<Record<string, string>>): string | undefined {
  if (resource === task) {
    const parsed = TaskId.safeParse(/^\d{1,16}$/.test(id ?? '') ? Number(id) : undefined);
    return parsed.success ? taskUri(parsed.data) : undefined;
  }
  if (resource === project) {
    const parsed = Project.safeParse(name);
    return parsed.success ? projectUri(parsed.data) : undefined;
  }
  // What is delivered stands in no log of changes, so nobody could be told of it.
  if (resource === endpoints) return undefined;
  return resource === allPages ? all.uri : resource.uri;
}

function taskUri(id: number): string {
  return `tasks://task/${id}`;
}

function projectUri(name: string): string {
  return `tasks://project/${encodeURIComponent(name)}`;
}
