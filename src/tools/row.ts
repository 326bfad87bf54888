import { z } from 'zod';
import type { ListedTask } from '../domain/listed-task.ts';
import { Task, type TaskSummary } from '../domain/task.ts';

/** A task in a list: what its line says, and nothing that is empty. */
export const Row = Task.pick({ id: true, title: true, priority: true, completed: true, status: true }).extend({
  project: z.string().optional(),
  tags: z.array(z.string()).optional(),
  due: z.string().optional(),
  assignee: z.string().optional(),
  parent_id: z.int().optional(),
  open_blockers: z.array(z.int()).optional(),
});

export function toRow({
  id,
  title,
  priority,
  completed,
  status,
  project,
  tags,
  due,
  assignee,
  parent_id,
  open_blockers = [],
}: TaskSummary & Partial<Pick<ListedTask, 'open_blockers'>>): z.infer<typeof Row> {
  return {
    id,
    title,
    priority,
    completed,
    status,
    ...(project === null ? {} : { project }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(due === null ? {} : { due }),
    ...(assignee === null ? {} : { assignee }),
    ...(parent_id === null ? {} : { parent_id }),
    ...(open_blockers.length === 0 ? {} : { open_blockers: [...open_blockers] }),
  };
}
