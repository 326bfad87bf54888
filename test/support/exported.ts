import type { ExportedTask } from '../../src/domain/export-tasks.ts';

/** A task as an export gives it. */
export function exported(fields: Partial<ExportedTask> = {}): ExportedTask {
  const status = fields.status ?? 'pending';
  return {
    id: 1,
    title: 'Review PR',
    description: '',
    priority: 'medium',
    completed: status === 'completed',
    status,
    project: null,
    tags: [],
    due: null,
    assignee: null,
    parent_id: null,
    blocked_by: [],
    version: 1,
    created_at: '2026-11-20T10:00:00.000Z',
    updated_at: '2026-11-20T10:00:00.000Z',
    completed_at: null,
    created_by: 'ada@cli',
    notes: [],
    ...fields,
  };
}
