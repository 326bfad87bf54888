import { createHash, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Leases } from '../domain/store.ts';
import { bestExpiredOf, expiredLeases, validity } from './expired-leases.ts';
import { statement } from './statement.ts';
import type { LeaseRow, Tables } from './tables.ts';

const find = statement<{ taskId: number }>()((tx, { taskId }) =>
  tx.selectFrom('leases').selectAll().where('task_id', '=', taskId),
);

const digest = (token: string) => createHash('sha256').update(token).digest();

export function leasesOn(tx: Kysely<Tables>): Leases {
  return {
    async find(taskId) {
      const [row] = await find(tx, { taskId });
      return row && toLease(row);
    },

    async isHeldBy(taskId, token) {
      const [row] = await find(tx, { taskId });
      return row !== undefined && timingSafeEqual(Buffer.from(row.token_hash, 'hex'), digest(token));
    },

    async put(lease, token) {
      const row = { ...lease, token_hash: digest(token).toString('hex') };
      const { task_id: _, ...rest } = row;
      await tx
        .insertInto('leases')
        .values(row)
        .onConflict((conflict) => conflict.column('task_id').doUpdateSet(rest))
        .execute();
    },

    async renew(taskId, until, minutes) {
      await tx.updateTable('leases').set({ until, minutes }).where('task_id', '=', taskId).execute();
    },

    async end(taskId) {
      await tx.deleteFrom('leases').where('task_id', '=', taskId).execute();
    },

    expired: async (now, of) => (await expiredLeases(tx, now, of)).map(toLease),

    async bestExpired(now, of) {
      const row = await bestExpiredOf(tx, now, of);
      return row && toLease(row);
    },

    async held(now, { project, tag }) {
      const { from, to } = validity(now);
      let rows = tx
        .selectFrom('leases')
        .innerJoin('tasks', 'tasks.id', 'leases.task_id')
        .where('until', '>', from)
        .where('until', '<=', to);
      if (project !== undefined) rows = rows.where('project', '=', project);
      if (tag !== undefined)
        rows = rows.where('tasks.id', 'in', tx.selectFrom('task_tags').select('task_id').where('tag', '=', tag));
      const { count, first } = await rows
        .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('until').as('first')])
        .executeTakeFirstOrThrow();
      return { count: Number(count), first: first ?? undefined };
    },
  };
}

function toLease({ task_id, holder, until, minutes, fence }: LeaseRow) {
  return { task_id, holder, until, minutes, fence };
}
