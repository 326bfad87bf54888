import { type RawBuilder, sql } from 'kysely';

/**
 * What `in` takes for a list of any length: as one value, since a statement has room for 32,766 of them, and is prepared
 * anew for each length of a list that is spelt out.
 */
export function listed<Value extends number | string>(values: readonly Value[]): RawBuilder<Value> {
  return sql<Value>`(select value from json_each(${JSON.stringify(values)}))`;
}
