import { z } from 'zod';
import { Task, type TaskSummary } from '../domain/task.ts';

/** A task in a list: what its line says, and nothing that is empty. */
export const Row = Task.pick({ id: true, title: true, priority: true, completed: true, status: true }).extend({
  project: z.string().optional(),
  tags: z.array(z.string()).optional(),
  due: z.string().optional(),
  assignee: z.string().optional(),
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
}: TaskSummary): z.infer<typeof Row> {
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
  };
}
