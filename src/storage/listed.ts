import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * What `in` takes for a list of any length: as one value, since a statement has room for so many of them only, and is
 * prepared anew for each length of a list that is spelt out.
 */
export function listed<Value extends number | string>(tx: Kysely<Tables>, values: readonly Value[]): RawBuilder<Value> {
  if (!(tx.getExecutor().adapter instanceof PostgresAdapter))
    return sql<Value>`(select value from json_each(${JSON.stringify(values)}))`;
  const type = sql.raw(typeof values[0] === 'string' ? 'text' : 'bigint');
  return sql<Value>`(select unnest(${values}::${type}[]))`;
}
