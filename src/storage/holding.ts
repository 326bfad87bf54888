import { type Kysely, PostgresAdapter, type SelectQueryBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Of a connection whose transactions run beside others that write, so that what they decide by must be held. */
export class HoldingAdapter extends PostgresAdapter {}

/** Whether what is read must be held to stay as it is: SQLite has one writer, which is alone from its beginning on. */
export function isHolding(tx: Kysely<Tables>): boolean {
  return tx.getExecutor().adapter instanceof HoldingAdapter;
}

/**
 * The tasks that a writing transaction reads stay as they are until it ends. Waits for others that hold them, and sees what
 * these have changed. Weaker than FOR UPDATE: rows that only refer to the task need not wait.
 */
export function held<Row>(
  tx: Kysely<Tables>,
  query: SelectQueryBuilder<Tables, 'tasks', Row>,
): SelectQueryBuilder<Tables, 'tasks', Row> {
  return isHolding(tx) ? query.forNoKeyUpdate('tasks') : query;
}

/** The same without waiting: what another transaction holds is left out. */
export function heldIfFree<From extends keyof Tables, Row>(
  tx: Kysely<Tables>,
  query: SelectQueryBuilder<Tables, From | 'tasks', Row>,
): SelectQueryBuilder<Tables, From | 'tasks', Row> {
  return isHolding(tx) ? query.forNoKeyUpdate('tasks').skipLocked() : query;
}

/** Only one writing transaction at a time holds that name: for what is not there yet as a row that could be held. */
export async function holdName(tx: Kysely<Tables>, name: string): Promise<void> {
  if (isHolding(tx)) await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}
