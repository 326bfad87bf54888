import type pg from 'pg';

/** The first number that a transaction can have. */
const FIRST = '3';

/**
 * A dump that was restored on another server brings the numbers of that server's transactions. Where they are ahead of this
 * one's, readers of the log would wait until it has caught up: so all get the same number, and stand in the order of their ids.
 */
export async function rebase(client: pg.Pool | pg.PoolClient): Promise<void> {
  await client.query(`UPDATE changes SET tx = '${FIRST}' WHERE ${IS_AHEAD}`);
}

export async function isAhead(client: pg.Pool | pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ ahead: boolean }>(`SELECT ${IS_AHEAD} AS ahead`);
  return rows[0]?.ahead === true;
}

/** What a transaction of this server has written is never ahead of the snapshot that sees it. */
const IS_AHEAD = `EXISTS (SELECT 1 FROM (SELECT tx FROM changes ORDER BY tx DESC LIMIT 1) AS last
  WHERE last.tx >= pg_snapshot_xmax(pg_current_snapshot()))`;
