import type { Kysely } from 'kysely';
import type { Stats } from '../domain/store.ts';
import { PRIORITIES, STATUSES } from '../domain/task.ts';
import type { Tables } from './tables.ts';

/** The counters of the whole, and of tasks without a project: no project can have these names. */
const WHOLE = '*';
const NONE = '';

export function statsOn(tx: Kysely<Tables>): Stats {
  return {
    async adjust(deltas) {
      const rows = deltas.flatMap(({ project, priority, status, count }) =>
        [WHOLE, project ?? NONE].map((name) => ({
          project: name,
          priority: PRIORITIES.indexOf(priority),
          status: STATUSES.indexOf(status),
          count,
        })),
      );
      await tx
        .insertInto('counts')
        .values(merged(rows))
        .onConflict((conflict) =>
          conflict
            .columns(['project', 'priority', 'status'])
            .doUpdateSet({ count: (eb) => eb('counts.count', '+', eb.ref('excluded.count')) }),
        )
        .execute();
    },

    async tally(project = WHOLE) {
      const rows = await tx.selectFrom('counts').selectAll().where('project', '=', project).execute();
      return rows.map(({ priority, status, count }) => ({
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

type Row = { project: string; priority: number; status: number; count: number };

/** One row a counter: Postgres refuses to touch a row twice in one statement. */
function merged(rows: readonly Row[]): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.priority} ${row.status} ${row.project}`;
    byKey.set(key, { ...row, count: row.count + (byKey.get(key)?.count ?? 0) });
  }
  return [...byKey.values()];
}
