import type { Kysely } from 'kysely';
import { type LogOrder, toChange } from '../changes.ts';
import type { Tables } from '../tables.ts';

/** Under the write lock the next change always has the greatest id, so the log becomes known in their order. */
export function logOn(tx: Kysely<Tables>): LogOrder {
  return {
    async head(project) {
      const last = tx.selectFrom('changes').select((eb) => eb.fn.max('id').as('id'));
      const row = await (project === undefined ? last : last.where('project', '=', project)).executeTakeFirst();
      return row?.id ?? 0;
    },

    isSettled: async () => true,

    async since(id, limit, project) {
      const later = tx.selectFrom('changes').selectAll().where('id', '>', id).orderBy('id').limit(limit);
      return (await (project === undefined ? later : later.where('project', '=', project)).execute()).map(toChange);
    },
  };
}
