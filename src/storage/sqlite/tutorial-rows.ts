import { z } from 'zod';
import { Priority, type Task } from '../../domain/task.ts';

/** A row of the tutorial's table; its id as text, since it may be too large for a number. */
export const TutorialRow = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  priority: z.string().nullable(),
  completed: z.number(),
});
export type TutorialRow = z.infer<typeof TutorialRow>;

/** Its columns have types only by habit, so they are made what they should be. */
export const TUTORIAL_COLUMNS = `CAST(id AS TEXT) AS id, CAST(coalesce(title, '') AS TEXT) AS title,
  CAST(coalesce(description, '') AS TEXT) AS description, CAST(priority AS TEXT) AS priority,
  coalesce(completed, 0) NOT IN (0, '', '0', 'false') AS completed`;

export type TutorialTask = Pick<
  Task,
  'title' | 'description' | 'priority' | 'status' | 'project' | 'tags' | 'due' | 'assignee' | 'parent_id' | 'blocked_by'
>;

/** The row as a task: text as it is, what is missing or unknown gets its default. */
export function toTutorialTask({ title, description, priority, completed }: TutorialRow): TutorialTask {
  const known = Priority.safeParse(priority);
  return {
    title,
    description,
    priority: known.success ? known.data : 'medium',
    status: completed === 0 ? 'pending' : 'completed',
    project: null,
    tags: [],
    due: null,
    assignee: null,
    parent_id: null,
    blocked_by: [],
  };
}
