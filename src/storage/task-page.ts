import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { readyPlace } from '../domain/ready-place.ts';
import type { Position, TaskFilter } from '../domain/store.ts';
import { PRIORITIES, STATUSES } from '../domain/task.ts';
import { held, heldIfFree, isHolding } from './holding.ts';
import { only, type Slots, statements } from './statement.ts';
import { SUMMARY, type SummaryRow, toSummary } from './summary.ts';
import type { Tables, TaskRow } from './tables.ts';

/** What a filter asks for, apart from the values: as many shapes as there are statements. */
interface Shape {
  /** Ranks; none means whatever the status. */
  readonly ranks: readonly number[] | undefined;
  readonly by: readonly (typeof BY)[number][];
  readonly ready: boolean;
  readonly after: boolean;
}

interface Values {
  readonly priority: number;
  readonly project: string;
  readonly assignee: string;
  readonly tag: string;
  readonly dueBefore: string;
  readonly id: number;
  readonly due: string;
  /** The column of that name in the last row of the page before. */
  readonly ready: string;
  readonly limit: number;
}

type Run = SelectQueryBuilder<Tables, 'tasks', object>;

const BY = ['priority', 'project', 'assignee', 'tag', 'dueBefore'] as const;

const page = statements<Values, Shape>()((tx, values, shape) => ordered(tx, values, shape).selectAll('tasks'));

const freeReady = statements<Values, Shape>()((tx, values, shape) =>
  heldIfFree(tx, ordered(tx, values, shape).selectAll('tasks')),
);

const heldReady = statements<Values, Shape>()((tx, values, shape) =>
  held(tx, ordered(tx, values, shape).selectAll('tasks')),
);

const summaries = statements<Values, Shape>()((tx, values, shape) =>
  ordered(tx, values, shape).select(SUMMARY.map((column) => `tasks.${column}` as const)),
);

const count = statements<Values, Shape>()((tx, values, shape) => {
  const some = tx
    .selectFrom(hits(tx, values, shape).as('hit'))
    .select('hit.id')
    .limit(values.limit);
  return tx.selectFrom(some.as('some')).select((eb) => eb.fn.countAll<number>().as('count'));
});

/**
 * Pages by keyset, so that a page costs the same whatever came before it. An index holds one status as one sorted run;
 * the runs of several statuses are merged here, each cut to the page, instead of sorting them all.
 */
export function pageOf(
  tx: Kysely<Tables>,
  filter: TaskFilter,
  after: Position | undefined,
  limit: number,
): Promise<TaskRow[]> {
  return page(tx, shapeOf(filter, after !== undefined), valuesOf(filter, after, limit));
}

/** One row at most. Writers that look at the same moment each get another one, and wait, if at all, only where no other is left. */
export async function bestReadyOf(
  tx: Kysely<Tables>,
  { isFree, ...filter }: TaskFilter & { readonly isFree?: true },
): Promise<TaskRow[]> {
  const [shape, values] = [shapeOf({ ...filter, ready: true }, false), valuesOf(filter, undefined, 1)];
  if (!isHolding(tx)) return page(tx, shape, values);
  for (;;) {
    const free = await freeReady(tx, shape, values);
    const rows = free.length > 0 || isFree === true ? free : await heldReady(tx, shape, values);
    // The row is as it is now that it is held; by which of its tags it was found may be from before.
    if (filter.tag === undefined || rows.every((row) => toSummary(row).tags.includes(values.tag))) return rows;
  }
}

export function summariesOf(
  tx: Kysely<Tables>,
  filter: TaskFilter,
  after: Position | undefined,
  limit: number,
): Promise<SummaryRow[]> {
  return summaries(tx, shapeOf(filter, after !== undefined), valuesOf(filter, after, limit));
}

export async function countOf(tx: Kysely<Tables>, filter: TaskFilter, limit: number): Promise<number> {
  const rows = await count(tx, shapeOf(filter, false), valuesOf(filter, undefined, limit));
  return Number(only(rows).count);
}

function shapeOf(filter: TaskFilter, after: boolean): Shape {
  const by = BY.filter((part) => filter[part] !== undefined);
  const ready = filter.ready === true;
  const everything = ready || (by.length === 0 && filter.statuses === undefined);
  const ranks = (filter.statuses ?? STATUSES).map((status) => STATUSES.indexOf(status));
  return { ranks: everything ? undefined : ranks, by, ready, after };
}

/** A shape reads only the values that it names; the others are never looked at. */
function valuesOf(filter: TaskFilter, after: Position | undefined, limit: number): Values {
  const { priority, project = '', assignee = '', tag = '', dueBefore = '' } = filter;
  const rank = priority === undefined ? 0 : PRIORITIES.indexOf(priority);
  const { id = 0, due = '' } = after ?? {};
  return { priority: rank, project, assignee, tag, dueBefore, id, due, ready: readyPlace(after), limit };
}

/** The rows of a page; of one run directly, of several by the places that each has in the merged order. */
function ordered(tx: Kysely<Tables>, values: Slots<Values>, shape: Shape): Run {
  const [only, ...others] = runsOf(tx, values, shape);
  if (only !== undefined && others.length === 0) return only;
  const rows = tx.selectFrom('tasks').innerJoin(hits(tx, values, shape).as('hit'), 'hit.id', 'tasks.id');
  const inOrder = shape.by.includes('dueBefore') ? rows.orderBy('hit.due').orderBy('hit.id') : rows.orderBy('hit.id');
  return inOrder.limit(values.limit);
}

function hits(tx: Kysely<Tables>, values: Slots<Values>, shape: Shape) {
  const queries = runsOf(tx, values, shape).map((run) =>
    tx.selectFrom(run.select(['tasks.id', 'tasks.due']).as('run')).selectAll(),
  );
  return queries.reduce((all, query) => all.unionAll(query));
}

function runsOf(tx: Kysely<Tables>, values: Slots<Values>, shape: Shape): Run[] {
  const { ranks, by } = shape;
  const runs = ranks === undefined || by.includes('tag') ? [ranks] : ranks.map((rank) => [rank]);
  return runs.map((only) =>
    cut(narrow(by.includes('tag') ? tagged(tx, values) : live(tx), values, shape, only), values, shape),
  );
}

function live(tx: Kysely<Tables>): Run {
  return tx.selectFrom('tasks').where('tasks.deleted_at', 'is', null);
}

/** A cross join keeps SQLite from starting at the tasks: the tag names far fewer rows. */
function tagged(tx: Kysely<Tables>, { tag }: Slots<Values>): Run {
  const joined = tx.selectFrom('task_tags').crossJoin('tasks').whereRef('tasks.id', '=', 'task_tags.task_id');
  return joined.where('task_tags.tag', '=', tag).where('tasks.deleted_at', 'is', null);
}

function narrow(run: Run, values: Slots<Values>, { by, ready }: Shape, ranks: readonly number[] | undefined): Run {
  let query = ready ? run.where('ready', 'is not', null) : run;
  if (ranks !== undefined)
    query = query.where(
      'status',
      'in',
      ranks.map((rank) => sql.lit(rank)),
    );
  for (const column of ['priority', 'project', 'assignee'] as const) {
    if (by.includes(column)) query = query.where(sql.ref(column), '=', values[column]);
  }
  return by.includes('dueBefore') ? query.where('due', '<', values.dueBefore) : query;
}

function cut(run: Run, { id, due, ready, limit }: Slots<Values>, { by, ready: isReady, after }: Shape): Run {
  if (isReady) {
    const rest = after ? run.where(sql<boolean>`(tasks.ready, tasks.id) > (${ready}, ${id})`) : run;
    return rest.orderBy('tasks.ready').orderBy('tasks.id').limit(limit);
  }
  if (by.includes('dueBefore')) {
    const rest = after ? run.where(sql<boolean>`(tasks.due, tasks.id) > (${due}, ${id})`) : run;
    return rest.orderBy('tasks.due').orderBy('tasks.id').limit(limit);
  }
  // The tag's own index is in the order of the tasks, which SQLite does not know.
  const column = sql.ref<number>(by.includes('tag') ? 'task_tags.task_id' : 'tasks.id');
  return (after ? run.where(column, '>', id) : run).orderBy(column).limit(limit);
}
