import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Position, TaskFilter } from '../domain/store.ts';
import { PRIORITIES, STATUSES } from '../domain/task.ts';
import type { Tables, TaskRow } from './tables.ts';

type Hit = { id: number; due: string | null };

/**
 * Pages by keyset, so that a page costs the same whatever came before it. An index holds one status as one sorted run;
 * the runs of several statuses are merged here, each cut to the page, instead of sorting them all.
 */
export async function pageOf(
  tx: Kysely<Tables>,
  filter: TaskFilter,
  after: Position | undefined,
  limit: number,
): Promise<TaskRow[]> {
  const page = tx
    .selectFrom(hits(tx, filter, after, limit).as('hit'))
    .innerJoin('tasks', 'tasks.id', 'hit.id')
    .selectAll('tasks');
  const ordered = filter.dueBefore === undefined ? page.orderBy('hit.id') : page.orderBy('hit.due').orderBy('hit.id');
  return ordered.limit(limit).execute();
}

export async function countOf(tx: Kysely<Tables>, filter: TaskFilter, limit: number): Promise<number> {
  const some = tx
    .selectFrom(hits(tx, filter, undefined, limit).as('hit'))
    .select('hit.id')
    .limit(limit);
  const { count } = await tx
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function hits(tx: Kysely<Tables>, filter: TaskFilter, after: Position | undefined, limit: number) {
  const { statuses = STATUSES, priority, project, assignee, tag, dueBefore } = filter;
  const everything = [filter.statuses, priority, project, assignee, dueBefore].every((part) => part === undefined);
  const ranks = statuses.map((status) => STATUSES.indexOf(status));
  const runs = tag === undefined && !everything ? ranks.map((rank) => [rank]) : [everything ? undefined : ranks];
  const queries = runs.map((only) => {
    const run = narrow(
      tag === undefined ? live(tx) : tagged(tx, tag),
      { priority, project, assignee, dueBefore },
      only,
    );
    return tx
      .selectFrom(cut(run, after, limit, { byDue: dueBefore !== undefined, byTag: tag !== undefined }).as('run'))
      .selectAll();
  });
  return queries.reduce((all, query) => all.unionAll(query));
}

type Run = SelectQueryBuilder<Tables, 'tasks', Hit>;

function live(tx: Kysely<Tables>): Run {
  return tx.selectFrom('tasks').select(['tasks.id', 'tasks.due']).where('tasks.deleted_at', 'is', null);
}

/** A cross join keeps SQLite from starting at the tasks: the tag names far fewer rows. */
function tagged(tx: Kysely<Tables>, tag: string): Run {
  const joined = tx.selectFrom('task_tags').crossJoin('tasks').whereRef('tasks.id', '=', 'task_tags.task_id');
  return joined
    .where('task_tags.tag', '=', tag)
    .select(['tasks.id', 'tasks.due'])
    .where('tasks.deleted_at', 'is', null);
}

function narrow(
  run: Run,
  { priority, project, assignee, dueBefore }: Pick<TaskFilter, 'priority' | 'project' | 'assignee' | 'dueBefore'>,
  ranks: readonly number[] | undefined,
): Run {
  let query = run;
  if (ranks !== undefined)
    query = ranks.length === 1 ? query.where('status', '=', ranks[0] ?? 0) : query.where('status', 'in', ranks);
  if (priority !== undefined) query = query.where('priority', '=', PRIORITIES.indexOf(priority));
  if (project !== undefined) query = query.where('project', '=', project);
  if (assignee !== undefined) query = query.where('assignee', '=', assignee);
  if (dueBefore !== undefined) query = query.where('due', '<', dueBefore);
  return query;
}

interface Order {
  readonly byDue: boolean;
  /** By the tag's own index, which SQLite does not know to be in the order of the tasks. */
  readonly byTag: boolean;
}

function cut(run: Run, after: Position | undefined, limit: number, { byDue, byTag }: Order): Run {
  const { id, due = null } = after ?? {};
  if (!byDue) {
    const column = sql.ref<number>(byTag ? 'task_tags.task_id' : 'tasks.id');
    return (id === undefined ? run : run.where(column, '>', id)).orderBy(column).limit(limit);
  }
  const rest = id === undefined ? run : run.where(sql<boolean>`(tasks.due, tasks.id) > (${due}, ${id})`);
  return rest.orderBy('tasks.due').orderBy('tasks.id').limit(limit);
}
