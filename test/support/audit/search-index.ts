import { NOTES_SEARCHED } from '../../../src/domain/change.ts';
import { STATUSES } from '../../../src/domain/task.ts';
import { facet, toTerms } from '../../../src/domain/words.ts';
import type { Beside } from '../beside.ts';
import { difference, listIn, show } from './difference.ts';

/** The words that a live task can be found by. */
interface Words {
  readonly id: unknown;
  readonly title: readonly string[];
  readonly body: readonly string[];
}

/** Every live task is found by its words and no other, and a deleted one by none. */
export async function searchIndex(beside: Beside): Promise<string[]> {
  const live = await wordsOfLive(beside);
  return beside.kind === 'sqlite' ? inFile(beside, live) : inTable(beside, live);
}

async function inFile({ all }: Beside, live: readonly Words[]): Promise<string[]> {
  await all("CREATE VIRTUAL TABLE temp.terms USING fts5vocab ('main', 'search', 'instance')");
  const indexed = await all('SELECT DISTINCT doc, col, term FROM temp.terms');
  const expected = live.flatMap(({ id: doc, title, body }) => [
    ...title.map((term) => show({ doc, col: 'title', term })),
    ...body.map((term) => show({ doc, col: 'body', term })),
  ]);
  return difference('search term', indexed.map(show), expected);
}

async function inTable({ all }: Beside, live: readonly Words[]): Promise<string[]> {
  const indexed = await all(`
    SELECT task_id AS doc, 'title' AS col, lexeme AS term FROM search, unnest(title_terms)
    UNION ALL SELECT task_id, 'all', lexeme FROM search, unnest(all_terms)`);
  const expected = live.flatMap(({ id: doc, title, body }) => [
    ...title.map((term) => show({ doc, col: 'title', term })),
    ...[...title, ...body].map((term) => show({ doc, col: 'all', term })),
  ]);
  const rows = await all('SELECT task_id FROM search');
  return [
    ...difference('search term', indexed.map(show), expected),
    ...difference(
      'search row',
      rows.map(show),
      live.map(({ id }) => show({ task_id: id })),
    ),
  ];
}

async function wordsOfLive({ all }: Beside): Promise<Words[]> {
  const notes = new Map<unknown, string[]>();
  for (const { task_id, text } of await all(
    'SELECT task_id, text FROM notes WHERE removed_at IS NULL ORDER BY id DESC',
  ))
    notes.set(task_id, [...(notes.get(task_id) ?? []), String(text)]);
  const live = await all('SELECT * FROM tasks WHERE deleted_at IS NULL');
  return live.map((row) => ({
    id: row.id,
    title: toTerms(String(row.title)),
    body: [
      ...toTerms(
        [String(row.description), ...listIn(row.tags), ...(notes.get(row.id) ?? []).slice(0, NOTES_SEARCHED)].join(
          '\n',
        ),
      ),
      facet('status', STATUSES[Number(row.status)] ?? ''),
      ...(row.project === null ? [] : [facet('project', String(row.project))]),
    ],
  }));
}
