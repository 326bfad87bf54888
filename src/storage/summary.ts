import { PRIORITIES, STATUSES, type TaskSummary } from '../domain/task.ts';
import type { TaskRow } from './tables.ts';

/** What a list shows of a task. */
export const SUMMARY = [
  'id',
  'title',
  'priority',
  'status',
  'project',
  'tags',
  'due',
  'assignee',
  'parent_id',
  'blocked_by',
] as const;
export type SummaryRow = Pick<TaskRow, (typeof SUMMARY)[number]>;

export function toSummary(row: SummaryRow): TaskSummary {
  const status = STATUSES[row.status] ?? 'pending';
  return {
    id: row.id,
    title: row.title,
    priority: PRIORITIES[row.priority] ?? 'medium',
    completed: status === 'completed',
    status,
    project: row.project,
    tags: row.tags === '[]' ? [] : JSON.parse(row.tags),
    due: row.due,
    assignee: row.assignee,
    parent_id: row.parent_id,
    blocked_by: row.blocked_by === '[]' ? [] : JSON.parse(row.blocked_by),
  };
}
