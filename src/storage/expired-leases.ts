import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { MAX_LEFT_MS } from '../domain/lease.ts';
import type { ExpiredFilter } from '../domain/store.ts';
import { STATUSES } from '../domain/task.ts';
import { heldIfFree, isHolding } from './holding.ts';
import { listed } from './listed.ts';
import type { LeaseRow, Tables } from './tables.ts';

type OnTasks = SelectQueryBuilder<Tables, 'leases' | 'tasks', LeaseRow>;

const COMPLETED = STATUSES.indexOf('completed');

/** A lease is valid while its end lies between these: see isValid in domain/lease.ts. */
export function validity(now: Date) {
  return { from: now.toISOString(), to: new Date(now.getTime() + MAX_LEFT_MS).toISOString() };
}

/** Those that have ended longest ago come first; last those whose end a wrong clock has set. */
export async function expiredLeases(
  tx: Kysely<Tables>,
  now: Date,
  { limit, isFree, ...of }: ExpiredFilter,
): Promise<LeaseRow[]> {
  const { from, to } = validity(now);
  const all = narrow(tx, of).orderBy('until').orderBy('leases.task_id');
  // Each by its own end of the index: a condition with "or" would have SQLite read every lease.
  const [past, ahead] = [all.where('until', '<=', from), all.where('until', '>', to)];
  const [some, others] = [past.limit(limit).as('past'), ahead.limit(limit).as('ahead')];
  const both = tx.selectFrom(some).selectAll().unionAll(tx.selectFrom(others).selectAll());
  const found = await both.limit(limit).execute();
  // Rows of a union cannot be held; and nearly always there is none.
  if (isFree !== true || !isHolding(tx) || found.length === 0) return found;
  const free = await heldIfFree(tx, past.limit(limit)).execute();
  if (free.length === limit) return free;
  return [...free, ...(await heldIfFree(tx, ahead.limit(limit - free.length)).execute())];
}

/** Of the tasks that could be taken up if they were freed, in the order of the ready ones. Sorts all that have expired. */
export async function bestExpiredOf(
  tx: Kysely<Tables>,
  now: Date,
  { isFree, ...of }: Omit<ExpiredFilter, 'limit' | 'taskIds'>,
): Promise<LeaseRow | undefined> {
  const { from, to } = validity(now);
  const best = narrow(tx, of)
    .where((eb) => eb.or([eb('until', '<=', from), eb('until', '>', to)]))
    .where('tasks.deleted_at', 'is', null)
    .where('tasks.status', '<', COMPLETED)
    .where('tasks.open_blockers', '=', 0)
    .orderBy('tasks.priority', 'desc')
    .orderBy(sql`coalesce(tasks.due, '~')`)
    .orderBy('tasks.id')
    .limit(1);
  return (isFree === true ? heldIfFree(tx, best) : best).executeTakeFirst();
}

function narrow(tx: Kysely<Tables>, { project, tag, taskIds }: Omit<ExpiredFilter, 'limit' | 'isFree'>): OnTasks {
  let rows = tx.selectFrom('leases').innerJoin('tasks', 'tasks.id', 'leases.task_id').selectAll('leases');
  if (project !== undefined) rows = rows.where('tasks.project', '=', project);
  if (tag !== undefined)
    rows = rows.where('tasks.id', 'in', tx.selectFrom('task_tags').select('task_id').where('tag', '=', tag));
  if (taskIds !== undefined) rows = rows.where('leases.task_id', 'in', listed(tx, taskIds));
  return rows;
}
