import type { Change } from '../domain/change.ts';
import { all, allPages } from './all.ts';
import { changes } from './changes.ts';
import { open } from './open.ts';
import { project } from './project.ts';
import type { Resource } from './resource.ts';
import { stats } from './stats.ts';
import { task } from './task.ts';

/** In the order in which hosts see them. */
export const RESOURCES: readonly Resource[] = [all, open, stats, changes, allPages, task, project];

/** What every change of a task changes. */
export const ALWAYS_CHANGED: readonly string[] = [all, open, stats, changes].map(({ uri }) => uri);

/** The resources of the templates that a change touches: the task, and the projects it is and was in. */
export function changedBy({ task_id, project: now, before }: Change): string[] {
  const was = before?.project;
  const names = [now, was].filter((name) => typeof name === 'string');
  return [`tasks://task/${task_id}`, ...names.map((name) => `tasks://project/${encodeURIComponent(name)}`)];
}
