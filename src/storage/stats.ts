import { type Kysely, sql } from 'kysely';
import type { Stats } from '../domain/store.ts';
import { PRIORITIES, STATUSES } from '../domain/task.ts';
import { statement } from './statement.ts';
import type { Tables } from './tables.ts';

/** The counters of the whole, and of tasks without a project: no project can have these names. */
const WHOLE = '*';
const NONE = '';

interface Counter {
  readonly project: string;
  readonly priority: number;
  readonly status: number;
  readonly count: number;
}

const add = statement<Counter>()((tx, { project, priority, status, count }) =>
  tx
    .insertInto('counts')
    .values([
      { project: sql.lit(WHOLE), priority, status, count },
      { project, priority, status, count },
    ])
    .onConflict((conflict) =>
      conflict
        .columns(['project', 'priority', 'status'])
        .doUpdateSet({ count: (eb) => eb('counts.count', '+', eb.ref('excluded.count')) }),
    ),
);

const tallyOf = statement<{ project: string }>()((tx, { project }) =>
  tx.selectFrom('counts').selectAll().where('project', '=', project),
);

export function statsOn(tx: Kysely<Tables>): Stats {
  return {
    async adjust({ project, priority, status, count }) {
      const ranks = { priority: PRIORITIES.indexOf(priority), status: STATUSES.indexOf(status) };
      await add(tx, { project: project ?? NONE, ...ranks, count });
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
