import { type Call, projectFilter } from './call.ts';
import { fromListCursor, toListCursor } from './cursor.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { TaskFilter } from './store.ts';
import { OPEN, type Priority, type Status, type TaskSummary } from './task.ts';

/** Counting further costs more than it tells. */
export const COUNT_LIMIT = 1_000;

export interface TaskQuery {
  readonly priority?: Priority | undefined;
  readonly statuses?: readonly Status[] | undefined;
  readonly project?: string | undefined;
  readonly tag?: string | undefined;
  readonly assignee?: string | undefined;
  readonly due_before?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Page {
  readonly tasks: TaskSummary[];
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

/** One page by id, or by due date and id where `due_before` is given. */
export async function listTasks(call: Call, query: TaskQuery): Promise<Page> {
  const { priority, statuses, tag, assignee, due_before: dueBefore, limit, cursor } = query;
  const filter: TaskFilter = {
    priority,
    statuses,
    tag,
    assignee,
    dueBefore,
    project: projectFilter(call, query.project),
  };
  const after = cursor === undefined ? undefined : fromListCursor(cursor, dueBefore !== undefined);
  return call.store.read(async (tx) => {
    const rows = await tx.tasks.summaries(filter, after, limit + 1);
    const more = rows.length > limit;
    const whole = after === undefined && !more;
    return {
      tasks: rows.slice(0, limit),
      total: whole ? rows.length : await tx.tasks.count(filter, COUNT_LIMIT + 1),
      more,
      cursorAfter: ({ id, due }) => toListCursor({ id, due: dueBefore === undefined ? undefined : (due ?? '') }),
      async countOpen() {
        if (statuses !== undefined) return undefined;
        return call.store.read((later) => later.tasks.count({ ...filter, statuses: OPEN }, COUNT_LIMIT + 1));
      },
      empty: rows.length === 0 ? await emptyProject(tx, call, query.project) : undefined,
    };
  });
}
