import { type Kysely, sql } from 'kysely';
import type { Blockers } from '../domain/store.ts';
import { STATUSES, type TaskSummary } from '../domain/task.ts';
import { held, isHolding } from './holding.ts';
import { listed } from './listed.ts';
import { statement } from './statement.ts';
import { SUMMARY, toSummary } from './summary.ts';
import type { Tables } from './tables.ts';

const COMPLETED = STATUSES.indexOf('completed');

/** Both where one of two tasks stops to block another and where it begins to; deleted dependents are counted too. */
const adjust = statement<{ id: number; by: number }>()((tx, { id, by }) =>
  tx
    .updateTable('tasks')
    .set({ open_blockers: sql`open_blockers + ${by}` })
    .where('id', 'in', tx.selectFrom('blockers').select('task_id').where('blocker_id', '=', id)),
);

const holdDependents = statement<{ id: number }>()((tx, { id }) => {
  const waiting = tx.selectFrom('blockers').select('task_id').where('blocker_id', '=', id);
  return held(tx, tx.selectFrom('tasks').select('id').where('id', 'in', waiting).orderBy('id'));
});

/** One more, or one less, blocks each of the tasks that wait for this one. */
export async function adjustDependents(tx: Kysely<Tables>, id: number, by: 1 | -1): Promise<void> {
  // A statement that had to wait for a task would still see as its blocker what another call has taken off meanwhile.
  if (isHolding(tx) && (await holdDependents(tx, { id })).length === 0) return;
  await adjust(tx, { id, by });
}

/** Makes these the blockers of a task, whose row says so already; it may name some that were purged since. */
export async function setBlockers(tx: Kysely<Tables>, id: number, blockers: readonly number[]): Promise<void> {
  await tx.deleteFrom('blockers').where('task_id', '=', id).execute();
  if (blockers.length > 0) {
    const known = tx.selectFrom('tasks').where('id', 'in', blockers);
    const rows = known.select((eb) => [eb.val(id).as('task_id'), 'id as blocker_id']);
    await tx.insertInto('blockers').columns(['task_id', 'blocker_id']).expression(rows).execute();
  }
  const open = tx
    .selectFrom('blockers')
    .innerJoin('tasks as blocker', 'blocker.id', 'blockers.blocker_id')
    .where('blockers.task_id', '=', id)
    .where('blocker.status', '<', COMPLETED)
    .where('blocker.deleted_at', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('open'));
  await tx.updateTable('tasks').set({ open_blockers: open }).where('id', '=', id).execute();
}

export function blockersOn(tx: Kysely<Tables>): Blockers {
  const columns = SUMMARY.map((column) => `tasks.${column}` as const);

  return {
    async of(taskIds) {
      const found = new Map<number, TaskSummary[]>();
      if (taskIds.length === 0) return found;
      const rows = await tx
        .selectFrom('blockers')
        .innerJoin('tasks', 'tasks.id', 'blockers.blocker_id')
        .where('tasks.deleted_at', 'is', null)
        .where('blockers.task_id', 'in', listed(tx, taskIds))
        .select([...columns, 'blockers.task_id as blocked'])
        .orderBy('blockers.task_id')
        .orderBy('tasks.id')
        .execute();
      for (const { blocked, ...row } of rows) found.set(blocked, [...(found.get(blocked) ?? []), toSummary(row)]);
      return found;
    },

    async dependents(taskIds) {
      if (taskIds.length === 0) return [];
      const waiting = tx.selectFrom('blockers').select('task_id').where('blocker_id', 'in', listed(tx, taskIds));
      const rows = tx.selectFrom('tasks').select(columns).where('deleted_at', 'is', null).where('id', 'in', waiting);
      return (await rows.orderBy('id').execute()).map(toSummary);
    },

    async readyDependents(taskIds) {
      if (taskIds.length === 0) return [];
      const waiting = tx.selectFrom('blockers').select('task_id').where('blocker_id', 'in', listed(tx, taskIds));
      const rows = tx.selectFrom('tasks').select('id').where('ready', 'is not', null).where('id', 'in', waiting);
      return (await rows.orderBy('id').execute()).map(({ id }) => id);
    },
  };
}
