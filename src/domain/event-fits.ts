import type { EndpointFilter } from './endpoint.ts';
import type { TaskEvent } from './event.ts';
import { PRIORITIES, type Task } from './task.ts';

type Facts = Pick<Task, 'project' | 'tags' | 'priority'>;

/**
 * Whether an endpoint wants to be told. A task counts as it was before the change and as it was after it: that it has left a
 * project concerns those who watch the project. What did not change then counts as it is now. `known` is the task where
 * the event holds only its id.
 */
export function eventFits({ type, data }: TaskEvent, filter: EndpointFilter, known?: Facts): boolean {
  if (filter.events.length > 0 && !filter.events.includes(type)) return false;
  const task = 'title' in data.task ? data.task : known;
  const now = { project: data.project, tags: task?.tags ?? [], priority: task?.priority };
  const changes = Object.entries(data.changes);
  const was = Object.fromEntries(changes.map(([field, { before }]) => [field, before]));
  const became = Object.fromEntries(changes.map(([field, { after }]) => [field, after]));
  return fits({ ...now, ...became }, filter) || fits({ ...now, ...was }, filter);
}

function fits(
  {
    project,
    tags,
    priority,
  }: { project: string | null; tags: readonly string[]; priority: Task['priority'] | undefined },
  filter: EndpointFilter,
): boolean {
  const { min_priority } = filter;
  if (filter.project !== null && filter.project !== project) return false;
  if (filter.tags.length > 0 && !filter.tags.some((tag) => tags.includes(tag))) return false;
  return (
    min_priority === null ||
    (priority !== undefined && PRIORITIES.indexOf(priority) >= PRIORITIES.indexOf(min_priority))
  );
}
