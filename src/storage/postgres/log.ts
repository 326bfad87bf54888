import { type Kysely, sql } from 'kysely';
import { type LogOrder, toChange } from '../changes.ts';
import type { ChangeRow, Tables } from '../tables.ts';

const COLUMNS = sql.raw('id, group_id, at, actor, kind, task_id, version, project, before, after, undoes');
/** Of transactions that ended before any that still runs began: no other can come to stand between them. */
const SETTLED = sql.raw('tx < pg_snapshot_xmin(pg_current_snapshot())');

/**
 * Ids are given before a transaction commits, so a later id may be seen first. The log is therefore read by (transaction,
 * id), and no further than to the oldest transaction that still runs. A cursor is the id of a change, which stands for its
 * place; an id that was never used stands for the place of the one before it.
 */
export function logOn(tx: Kysely<Tables>): LogOrder {
  const only = (project: string | undefined) => (project === undefined ? sql`` : sql`AND project = ${project}`);
  return {
    async head(project) {
      const { rows } = await sql<{ id: number }>`
        SELECT id FROM changes WHERE ${SETTLED} ${only(project)} ORDER BY tx DESC, id DESC LIMIT 1`.execute(tx);
      return rows[0]?.id ?? 0;
    },

    async isSettled(id) {
      const { rows } = await sql`SELECT 1 FROM changes WHERE id = ${id} AND NOT ${SETTLED}`.execute(tx);
      return rows.length === 0;
    },

    async since(id, limit, project) {
      const { rows } = await sql<ChangeRow>`
        SELECT ${COLUMNS} FROM changes
        WHERE (tx, id) > (coalesce((SELECT tx FROM changes WHERE id <= ${id} ORDER BY id DESC LIMIT 1), '0'), ${id}::bigint)
          AND ${SETTLED} ${only(project)}
        ORDER BY tx, id LIMIT ${limit}`.execute(tx);
      return rows.map(toChange);
    },
  };
}
