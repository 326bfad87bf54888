import { type Call, projectFilter } from './call.ts';
import { NOTES_SEARCHED } from './change.ts';
import { fromSearchCursor, toSearchCursor } from './cursor.ts';
import { Invalid } from './errors.ts';
import { COUNT_LIMIT } from './list-tasks.ts';
import { type ListedTask, withOpenBlockers } from './listed-task.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { SearchHalf, Tx } from './store.ts';
import type { Status, Task } from './task.ts';
import { facet, firstHit, type Query, toQuery } from './words.ts';

interface SearchQuery {
  readonly query: string;
  readonly statuses?: readonly Status[] | undefined;
  readonly project?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Hit {
  readonly task: ListedTask;
  readonly half: SearchHalf;
  /** Where the words stand, if not in the title. */
  readonly text: string;
}

interface SearchPage {
  readonly hits: Hit[];
  /** At most COUNT_LIMIT + 1, which means more than COUNT_LIMIT. */
  readonly total: number;
  readonly more: boolean;
  readonly query: Query;
  /** What an empty page was limited to. */
  readonly empty: EmptyProject | undefined;
  /** The cursor that continues after that hit. */
  cursorAfter(hit: Hit): string;
}

/** Hits in the title first, then those elsewhere; each newest first. Throws Invalid for a query without words. */
export async function searchTasks(call: Call, asked: SearchQuery): Promise<SearchPage> {
  const project = projectFilter(call, asked.project);
  const statuses = asked.statuses ?? [];
  const query = toQuery(asked.query, [
    ...(project === undefined ? [] : [[facet('project', project)]]),
    ...(statuses.length === 0 ? [] : [statuses.map((status) => facet('status', status))]),
  ]);
  if (query === undefined) {
    throw new Invalid('query must contain a letter or a digit', 'To see tasks without a search, list them.');
  }
  const from = asked.cursor === undefined ? undefined : fromSearchCursor(asked.cursor);
  return call.store.read(async (tx) => {
    const rows = await hitsFrom(tx, query, from, asked.limit + 1);
    const found = await withOpenBlockers(tx, await tx.tasks.findMany(rows.map(({ id }) => id)));
    const tasks = new Map(found.map((task) => [task.id, task]));
    const more = rows.length > asked.limit;
    const hits: Hit[] = [];
    for (const { id, half } of rows.slice(0, asked.limit)) {
      const task = tasks.get(id);
      if (task !== undefined) hits.push({ task, half, text: await textOf(tx, task, half, query) });
    }
    const whole = from === undefined && !more;
    return {
      hits,
      total: whole ? hits.length : await tx.search.count(query, COUNT_LIMIT + 1),
      more,
      query,
      empty: rows.length === 0 ? await emptyProject(tx, call, asked.project) : undefined,
      cursorAfter: ({ task, half }) => toSearchCursor(half, task.id),
    };
  });
}

async function hitsFrom(tx: Tx, query: Query, from: { half: SearchHalf; before: number } | undefined, limit: number) {
  const inTitle = from?.half === 'rest' ? [] : await tx.search.ids(query, 'title', from?.before, limit);
  const left = limit - inTitle.length;
  const before = from?.half === 'rest' ? from.before : undefined;
  const elsewhere = left === 0 ? [] : await tx.search.ids(query, 'rest', before, left);
  return [
    ...inTitle.map((id) => ({ id, half: 'title' as const })),
    ...elsewhere.map((id) => ({ id, half: 'rest' as const })),
  ];
}

/** The description, or the note, in which the words stand. */
async function textOf(tx: Tx, task: Task, half: SearchHalf, query: Query): Promise<string> {
  if (half === 'title' || firstHit(task.description, query) !== -1) return task.description;
  const notes = await tx.notes.of(task.id, NOTES_SEARCHED);
  return notes.find(({ text }) => firstHit(text, query) !== -1)?.text ?? '';
}
