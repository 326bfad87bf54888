import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Search, SearchHalf } from '../../domain/store.ts';
import type { Task } from '../../domain/task.ts';
import type { Query } from '../../domain/words.ts';
import { searchTerms } from '../search-terms.ts';
import { only } from '../statement.ts';
import type { Tables } from '../tables.ts';

const quoted = (term: string) => `'${term}'`;

/** Terms hold only letters, digits, marks and private-use characters, so nothing typed can be read as query syntax. */
const wordsOf = ({ terms, beginning }: Query) =>
  [...terms.map(quoted), ...(beginning === undefined ? [] : [`${quoted(beginning)}:*`])].join(' & ');

const allOf = (query: Query) =>
  [wordsOf(query), ...query.facets.map((list) => `(${list.map(quoted).join(' | ')})`)].filter(Boolean).join(' & ');

/** What a task is found by in its title, and at all. */
export function termsOf(task: Task, notes: readonly string[]) {
  const { title, rest } = searchTerms(task, notes);
  return { titleTerms: title, allTerms: [...title, ...rest] };
}

/**
 * An index of words does not know the order of tasks: whatever it finds must be sorted, all of it. What is common is found
 * among the newest tasks sooner, in their order: among so many of them, and then so many times more as long as the most that
 * are looked through promise to hold enough. What they do not is rare enough to be sorted.
 */
const NEWEST = 1_000;
const GROWTH = 8;
/** What was found so far is a sample: only twice as many as are wanted is a promise. */
const SURELY = 2;
const MOST_FOR_PAGE = 64_000;
/** Beyond that the index is sooner: what is only counted need not be sorted. */
const MOST_FOR_COUNT = 8_000;

/** What `look` finds among the newest tasks if it is as many as `limit`; else undefined. */
async function amongNewest<Found>(
  { limit, most }: { readonly limit: number; readonly most: number },
  look: (newest: RawBuilder<unknown>) => Promise<{ readonly found: Found; readonly count: number }>,
): Promise<Found | undefined> {
  for (let newest = NEWEST; newest <= most; newest *= GROWTH) {
    const { found, count } = await look(sql.lit(newest));
    if (count >= limit) return found;
    if (count * (most / newest) < limit * SURELY) return undefined;
  }
  return undefined;
}

/** Full text without the database's parsers: both databases get the same terms, and so find the same. */
export function searchOn(tx: Kysely<Tables>): Search {
  const all = (query: Query) => sql`all_terms @@ ${allOf(query)}::tsquery`;
  const inTitle = (query: Query) => sql`title_terms @@ ${wordsOf(query)}::tsquery`;
  const within = (query: Query, half: SearchHalf) =>
    half === 'title' ? sql`${inTitle(query)} AND ${all(query)}` : sql`${all(query)} AND NOT ${inTitle(query)}`;

  return {
    async put(task, notes) {
      const { titleTerms, allTerms } = termsOf(task, notes);
      await sql`
        INSERT INTO search (task_id, title_terms, all_terms)
        VALUES (${task.id}, array_to_tsvector(${titleTerms}::text[]), array_to_tsvector(${allTerms}::text[]))
        ON CONFLICT (task_id) DO UPDATE SET title_terms = excluded.title_terms, all_terms = excluded.all_terms`.execute(
        tx,
      );
    },

    async remove(taskId) {
      await sql`DELETE FROM search WHERE task_id = ${taskId}`.execute(tx);
    },

    async ids(query, half, before, limit) {
      const below = before === undefined ? sql`true` : sql`task_id < ${before}`;
      const idsOf = async (statement: RawBuilder<{ id: number }>) =>
        (await statement.execute(tx)).rows.map(({ id }) => id);
      const page = await amongNewest({ limit, most: MOST_FOR_PAGE }, async (newest) => {
        const found = await idsOf(sql`
          SELECT task_id AS id FROM (SELECT * FROM search WHERE ${below} ORDER BY task_id DESC LIMIT ${newest}) AS newest
          WHERE ${within(query, half)} ORDER BY task_id DESC LIMIT ${limit}`);
        return { found, count: found.length };
      });
      if (page !== undefined) return page;
      return idsOf(sql`
        WITH found AS MATERIALIZED (SELECT task_id FROM search WHERE ${within(query, half)} AND ${below})
        SELECT task_id AS id FROM found ORDER BY task_id DESC LIMIT ${limit}`);
    },

    async count(query, limit) {
      const countOf = async (rows: RawBuilder<unknown>) => {
        const counted = await sql<{ count: number }>`
          SELECT count(*) AS count FROM (SELECT 1 FROM ${rows} AS rows WHERE ${all(query)} LIMIT ${limit}) AS matching`.execute(
          tx,
        );
        return only(counted.rows).count;
      };
      const many = await amongNewest({ limit, most: MOST_FOR_COUNT }, async (newest) => {
        const count = await countOf(sql`(SELECT all_terms FROM search ORDER BY task_id DESC LIMIT ${newest})`);
        return { found: count, count };
      });
      return many ?? countOf(sql`search`);
    },
  };
}
