import { type Kysely, sql } from 'kysely';
import type { Stats } from '../domain/store.ts';
import { PRIORITIES, STATUSES } from '../domain/task.ts';
import { isHolding } from './holding.ts';
import { statement } from './statement.ts';
import type { Tables } from './tables.ts';

/** The counters of the whole, and of tasks without a project: no project can have these names. */
const WHOLE = '*';
const NONE = '';

/** How many differences of a project stand beside its sums at any time, more or less, and how many are summed up at once. */
const SUMMED_EVERY = 200;
const MOST_SUMMED = 10_000;

interface Counter {
  readonly project: string;
  readonly priority: number;
  readonly status: number;
  readonly count: number;
}

const add = statement<Counter>()((tx, { project, priority, status, count }) => {
  const rows = tx.insertInto('counts').values([
    { project: sql.lit(WHOLE), priority, status, count },
    { project, priority, status, count },
  ]);
  // Writers that run side by side would queue for a row of their own: there each difference is a row until it is summed up.
  return isHolding(tx)
    ? rows
    : rows.onConflict((conflict) =>
        conflict
          .columns(['project', 'priority', 'status'])
          .doUpdateSet({ count: (eb) => eb('counts.count', '+', eb.ref('excluded.count')) }),
      );
});

const tallyOf = statement<{ project: string }>()((tx, { project }) =>
  tx
    .selectFrom('counts')
    .select(['priority', 'status', (eb) => eb.fn.sum('count').as('count')])
    .where('project', '=', project)
    .groupBy(['priority', 'status']),
);

/**
 * Only what was just counted, so that it costs the same however many projects there are. Nobody waits for it: what another
 * transaction is summing up is left to that.
 */
async function sumUp(tx: Kysely<Tables>, project: string): Promise<void> {
  await sql`
    WITH taken AS (
      DELETE FROM counts WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM counts WHERE project IN (${WHOLE}, ${project}) LIMIT ${MOST_SUMMED} FOR UPDATE SKIP LOCKED
      )) RETURNING *
    )
    INSERT INTO counts SELECT project, priority, status, sum(count) FROM taken GROUP BY 1, 2, 3`.execute(tx);
}

export function statsOn(tx: Kysely<Tables>): Stats {
  return {
    async adjust({ project, priority, status, count }) {
      const ranks = { priority: PRIORITIES.indexOf(priority), status: STATUSES.indexOf(status) };
      await add(tx, { project: project ?? NONE, ...ranks, count });
      if (isHolding(tx) && Math.random() < 1 / SUMMED_EVERY) await sumUp(tx, project ?? NONE);
    },

    async tally(project = WHOLE) {
      return (await tallyOf(tx, { project })).map(({ priority, status, count }) => ({
        priority: PRIORITIES[priority] ?? 'medium',
        status: STATUSES[status] ?? 'pending',
        count: Number(count),
      }));
    },

    async projects(prefix, limit) {
      const named = tx.selectFrom('counts').select('project').distinct().where('project', '>', WHOLE);
      const matching = named.where('project', '>=', prefix).where('project', '<', `${prefix}\u{10FFFF}`);
      return (await matching.orderBy('project').limit(limit).execute()).map(({ project }) => project);
    },
  };
}
