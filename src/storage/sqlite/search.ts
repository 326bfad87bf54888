import { type Kysely, sql } from 'kysely';
import type { Search, SearchHalf } from '../../domain/store.ts';
import type { Query } from '../../domain/words.ts';
import { searchTerms } from '../search-terms.ts';
import { statement } from '../statement.ts';
import type { Tables } from '../tables.ts';

/** Terms hold only letters, digits, marks and private-use characters, so nothing typed can be read as query syntax. */
function toMatch({ terms, beginning, facets }: Query, half: SearchHalf | 'any'): string {
  const words = [...terms.map((term) => `"${term}"`), ...(beginning === undefined ? [] : [`"${beginning}"*`])].join(
    ' AND ',
  );
  const only = facets.map((list) => `(${list.map((term) => `"${term}"`).join(' OR ')})`);
  const all = [`(${words})`, ...only].join(' AND ');
  const title = `{title} : (${words})`;
  if (half === 'any') return all;
  return half === 'title' ? [title, ...only].join(' AND ') : `(${all}) NOT ${title}`;
}

const put = statement<{ id: number; title: string; body: string }>()((tx, { id, title, body }) => ({
  compile: () => sql`INSERT OR REPLACE INTO search (rowid, title, body) VALUES (${id}, ${title}, ${body})`.compile(tx),
}));

/** Full text by FTS5 without its tokenizer or its copy of the text: see migration 1. */
export function searchOn(tx: Kysely<Tables>): Search {
  return {
    async put(task, notes) {
      const { title, rest } = searchTerms(task, notes);
      await put(tx, { id: task.id, title: title.join(' '), body: rest.join(' ') });
    },

    async remove(taskId) {
      await sql`DELETE FROM search WHERE rowid = ${taskId}`.execute(tx);
    },

    async ids(query, half, before, limit) {
      const match = toMatch(query, half);
      const below = before === undefined ? sql`` : sql`AND rowid < ${before}`;
      const found = sql<{ id: number }>`
        SELECT rowid AS id FROM search WHERE search MATCH ${match} ${below} ORDER BY rowid DESC LIMIT ${limit}`;
      return (await found.execute(tx)).rows.map(({ id }) => id);
    },

    async count(query, limit) {
      const match = toMatch(query, 'any');
      const found = sql<{ count: number }>`
        SELECT count(*) AS count FROM (SELECT 1 FROM search WHERE search MATCH ${match} LIMIT ${limit})`;
      return (await found.execute(tx)).rows[0]?.count ?? 0;
    },
  };
}
