import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import type { MovedTable } from './tables.ts';

export type Row = Readonly<Record<string, string | number | null>>;

/** A description alone may have 64 kB, and this many are held at once. */
export const PAGE = 500;

/** All rows after one, in the order of the key; holds one page at a time. */
export async function* pagesOf(tx: Kysely<Tables>, table: MovedTable, after?: Row): AsyncGenerator<readonly Row[]> {
  for (let last = after; ; ) {
    const page = await pageAfter(tx, table, last);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    last = page.at(-1);
  }
}

/** The last row of those that are there, in the order in which they come. */
export async function lastOf(tx: Kysely<Tables>, { name, key }: MovedTable): Promise<Row | undefined> {
  const order = sql.join(key.map((column) => sql`${sql.ref(column)} DESC`));
  const { rows } = await sql<Row>`
    SELECT ${listOf(key)} FROM ${sql.table(name)} ORDER BY ${order} LIMIT 1`.execute(tx);
  return rows[0];
}

async function pageAfter(tx: Kysely<Tables>, table: MovedTable, after: Row | undefined): Promise<Row[]> {
  const { name, key, columns, sum } = table;
  const given = columns.map((column) =>
    column === sum ? sql`sum(${sql.ref(column)}) AS ${sql.ref(column)}` : sql.ref(column),
  );
  const later = after && sql`WHERE (${listOf(key)}) > (${sql.join(key.map((column) => after[column]))})`;
  const { rows } = await sql<Row>`
    SELECT ${sql.join(given)} FROM ${sql.table(name)} ${later ?? sql``}
    ${sum === undefined ? sql`` : sql`GROUP BY ${listOf(key)}`} ORDER BY ${listOf(key)} LIMIT ${PAGE}`.execute(tx);
  return rows;
}

function listOf(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)));
}
