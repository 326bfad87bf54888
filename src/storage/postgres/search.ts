import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Search, SearchHalf } from '../../domain/store.ts';
import { facet, type Query, toTerms } from '../../domain/words.ts';
import type { Tables } from '../tables.ts';

const quoted = (term: string) => `'${term}'`;

/** Terms hold only letters, digits, marks and private-use characters, so nothing typed can be read as query syntax. */
const wordsOf = ({ terms, beginning }: Query) =>
  [...terms.map(quoted), ...(beginning === undefined ? [] : [`${quoted(beginning)}:*`])].join(' & ');

const allOf = (query: Query) =>
  [wordsOf(query), ...query.facets.map((list) => `(${list.map(quoted).join(' | ')})`)].filter(Boolean).join(' & ');

/**
 * An index of words does not know the order of tasks: whatever it finds must be sorted, all of it. What is common is found
 * among the newest tasks sooner, in their order; what is not found often enough there is rare enough to be sorted.
 */
const NEWEST = sql.lit(8_000);

/** Full text without the database's parsers: both databases get the same terms, and so find the same. */
export function searchOn(tx: Kysely<Tables>): Search {
  const all = (query: Query) => sql`all_terms @@ ${allOf(query)}::tsquery`;
  const inTitle = (query: Query) => sql`title_terms @@ ${wordsOf(query)}::tsquery`;
  const only = (query: Query, half: SearchHalf) =>
    half === 'title' ? sql`${inTitle(query)} AND ${all(query)}` : sql`${all(query)} AND NOT ${inTitle(query)}`;

  return {
    async put({ id, title, description, tags, project, status }, notes) {
      const titleTerms = toTerms(title);
      const facets = [facet('status', status), ...(project === null ? [] : [facet('project', project)])];
      const allTerms = [...titleTerms, ...toTerms([description, ...tags, ...notes].join('\n')), ...facets];
      await sql`
        INSERT INTO search (task_id, title_terms, all_terms)
        VALUES (${id}, array_to_tsvector(${titleTerms}::text[]), array_to_tsvector(${allTerms}::text[]))
        ON CONFLICT (task_id) DO UPDATE SET title_terms = excluded.title_terms, all_terms = excluded.all_terms`.execute(
        tx,
      );
    },

    async remove(taskId) {
      await sql`DELETE FROM search WHERE task_id = ${taskId}`.execute(tx);
    },

    async ids(query, half, before, limit) {
      const below = before === undefined ? sql`true` : sql`task_id < ${before}`;
      const newest = sql<{ id: number }>`
        SELECT task_id AS id FROM (SELECT * FROM search WHERE ${below} ORDER BY task_id DESC LIMIT ${NEWEST}) AS newest
        WHERE ${only(query, half)} ORDER BY task_id DESC LIMIT ${limit}`;
      const all = sql<{ id: number }>`
        WITH found AS MATERIALIZED (SELECT task_id FROM search WHERE ${only(query, half)} AND ${below})
        SELECT task_id AS id FROM found ORDER BY task_id DESC LIMIT ${limit}`;
      const { rows } = await newest.execute(tx);
      return (rows.length < limit ? (await all.execute(tx)).rows : rows).map(({ id }) => id);
    },

    async count(query, limit) {
      const counted = (rows: RawBuilder<unknown>) =>
        sql<{ count: number }>`
          SELECT count(*) AS count FROM (SELECT 1 FROM ${rows} AS rows WHERE ${all(query)} LIMIT ${limit}) AS matching`;
      const newest = counted(sql`(SELECT all_terms FROM search ORDER BY task_id DESC LIMIT ${NEWEST})`);
      const [row] = (await newest.execute(tx)).rows;
      if (row?.count === limit) return limit;
      return (await counted(sql`search`).execute(tx)).rows[0]?.count ?? 0;
    },
  };
}
