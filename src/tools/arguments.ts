import { z } from 'zod';
import { LeaseToken } from '../domain/lease.ts';
import { OPEN, ProjectFilter, STATUSES, type Status } from '../domain/task.ts';

export const DEFAULT_LIMIT = 50;
export const DUE_FORM = '2026-11-25 or 2026-11-25T14:00+01:00';
const MAX_LIMIT = 200;

export const project = ProjectFilter.optional().describe('only this one; "*": all');
export const limit = z.int().min(1).max(MAX_LIMIT).optional().describe(`default ${DEFAULT_LIMIT}`);
export const cursor = z.string().max(100).optional().describe('from the previous page');
export const lease = LeaseToken.optional().describe('token, if you claimed it');
export const status = z.enum(['open', ...STATUSES, 'all']).optional();

/** The statuses that a filter stands for; undefined means all. */
export function toStatuses(filter: z.infer<typeof status>): readonly Status[] | undefined {
  if (filter === undefined || filter === 'all') return undefined;
  return filter === 'open' ? OPEN : [filter];
}
