import { all, allPages } from './all.ts';
import { changes } from './changes.ts';
import { open } from './open.ts';
import { project } from './project.ts';
import type { Resource } from './resource.ts';
import { stats } from './stats.ts';
import { task } from './task.ts';

/** In the order in which hosts see them. */
export const RESOURCES: readonly Resource[] = [all, open, stats, changes, allPages, task, project];
