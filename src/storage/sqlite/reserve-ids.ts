import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** The next ids: under the write lock nobody else takes one before these are inserted. */
export async function reserveIds(tx: Kysely<Tables>, count: number): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM sqlite_sequence WHERE name = 'tasks'`.execute(tx);
  const last = rows[0]?.seq ?? 0;
  return Array.from({ length: count }, (_, index) => last + index + 1);
}
