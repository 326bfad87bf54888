import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** From the sequence of the table itself: what is taken is never given again, also where the transaction fails. */
export async function reserveIds(tx: Kysely<Tables>, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence('tasks', 'id')) AS id FROM generate_series(1, ${count}::integer)`.execute(tx);
  return rows.map(({ id }) => id);
}
