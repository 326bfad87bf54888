import { type Kysely, sql } from 'kysely';
import type { Sources } from '../domain/store.ts';
import { isHolding } from './holding.ts';
import { listed } from './listed.ts';
import { statement } from './statement.ts';
import type { Tables } from './tables.ts';

const put = statement<Tables['sources']>()((tx, { source, source_id, task_id, seen }) =>
  tx
    .insertInto('sources')
    .values({ source, source_id, task_id, seen })
    .onConflict((conflict) => conflict.columns(['source', 'source_id']).doUpdateSet({ task_id, seen })),
);

export function sourcesOn(tx: Kysely<Tables>): Sources {
  return {
    async ownId() {
      const { list_id } = await tx.selectFrom('meta').select('list_id').executeTakeFirstOrThrow();
      return list_id;
    },

    async find(source, ids) {
      if (ids.length === 0) return new Map();
      // Two imports of one source at once would bring the same rows in twice.
      if (isHolding(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${source}, 0))`.execute(tx);
      const known = tx.selectFrom('sources').select(['source_id', 'task_id', 'seen']).where('source', '=', source);
      const rows = await known.where('source_id', 'in', listed(tx, ids)).execute();
      return new Map(rows.map(({ source_id, task_id, seen }) => [source_id, { task_id, seen: JSON.parse(seen) }]));
    },

    async put(source, source_id, { task_id, seen }) {
      await put(tx, { source, source_id, task_id, seen: JSON.stringify(seen) });
    },
  };
}
