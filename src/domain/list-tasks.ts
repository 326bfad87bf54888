import { type Call, projectFilter } from './call.ts';
import { fromListCursor, type ListOrder, toListCursor } from './cursor.ts';
import { freeExpired } from './expire-leases.ts';
import { type ListedTask, withOpenBlockers } from './listed-task.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { TaskFilter } from './store.ts';
import { OPEN, type Priority, type Status, type TaskSummary } from './task.ts';

/** Counting further costs more than it tells. */
export const COUNT_LIMIT = 1_000;

export interface TaskQuery {
  readonly priority?: Priority | undefined;
  readonly statuses?: readonly Status[] | undefined;
  /** Only what can be taken up, by priority, due date, id. */
  readonly ready?: true | undefined;
  readonly project?: string | undefined;
  readonly tag?: string | undefined;
  readonly assignee?: string | undefined;
  readonly due_before?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Page {
  readonly tasks: ListedTask[];
  /** At most COUNT_LIMIT + 1, which means more than COUNT_LIMIT. */
  readonly total: number;
  readonly more: boolean;
  /** The cursor that continues after that row. */
  cursorAfter(task: TaskSummary): string;
  /** How many of all are open, where no status was asked for; at most COUNT_LIMIT + 1. */
  countOpen(): Promise<number | undefined>;
  /** What an empty page was limited to. */
  readonly empty: EmptyProject | undefined;
}

function orderOf({ ready, dueBefore }: TaskFilter): ListOrder {
  if (ready) return 'ready';
  return dueBefore === undefined ? 'id' : 'due';
}

/** One page by id; by due date and id where `due_before` is given; by priority, due date and id for ready tasks. */
export async function listTasks(call: Call, query: TaskQuery): Promise<Page> {
  const { priority, statuses, ready, tag, assignee, due_before: dueBefore, limit, cursor } = query;
  const filter: TaskFilter = {
    priority,
    statuses,
    ready,
    tag,
    assignee,
    dueBefore,
    project: projectFilter(call, query.project),
  };
  const after = cursor === undefined ? undefined : fromListCursor(cursor, orderOf(filter));
  if (ready) await freeExpired(call);
  return call.store.read(async (tx) => {
    const rows = await tx.tasks.summaries(filter, after, limit + 1);
    const more = rows.length > limit;
    const whole = after === undefined && !more;
    return {
      tasks: await withOpenBlockers(tx, rows.slice(0, limit)),
      total: whole ? rows.length : await tx.tasks.count(filter, COUNT_LIMIT + 1),
      more,
      cursorAfter: (task) => toListCursor(task, orderOf(filter)),
      async countOpen() {
        if (statuses !== undefined || ready) return undefined;
        return call.store.read((later) => later.tasks.count({ ...filter, statuses: OPEN }, COUNT_LIMIT + 1));
      },
      empty: rows.length === 0 ? await emptyProject(tx, call, query.project) : undefined,
    };
  });
}
