import type { Call } from './call.ts';
import { COUNT_LIMIT } from './list-tasks.ts';
import { type ListedTask, withOpenBlockers } from './listed-task.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { TaskFilter, Tx } from './store.ts';

const EXAMPLES = 3;
/** Among how many of the tasks in progress examples are sought. */
const LOOKED_AT = 100;

/** Why there is nothing to take up. Counts are at most COUNT_LIMIT + 1. */
export interface NoneReady {
  /** Pending tasks: all of them wait for others. */
  readonly blocked: number;
  /** The first of them. */
  readonly examples: readonly ListedTask[];
  readonly leased: number;
  /** When the first of the leases ends. */
  readonly first_free: string | undefined;
  /** In progress without a claim, which only whoever names them can take over: how many, and the first. */
  readonly unclaimed: number;
  readonly unclaimed_ids: readonly number[];
  readonly empty: EmptyProject | undefined;
}

export async function whyNoneIsReady(
  tx: Tx,
  call: Call,
  { asked, ...of }: Pick<TaskFilter, 'project' | 'tag'> & { readonly asked: string | undefined },
): Promise<NoneReady> {
  const pending: TaskFilter = { ...of, statuses: ['pending'] };
  const now = await tx.now();
  const { count: leased, first } = await tx.leases.held(now, of);
  // Too many to be freed by one call; none of them could be taken up.
  const late = (await tx.leases.expired(now, { ...of, limit: COUNT_LIMIT + 1 })).length;
  const working = (await tx.tasks.count({ ...of, statuses: ['in_progress'] }, COUNT_LIMIT + 1)) - late;
  return {
    blocked: Math.min(late + (await tx.tasks.count(pending, COUNT_LIMIT + 1)), COUNT_LIMIT + 1),
    examples: await withOpenBlockers(tx, await tx.tasks.summaries(pending, undefined, EXAMPLES)),
    leased,
    first_free: first,
    unclaimed: Math.max(0, working - leased),
    unclaimed_ids: working > leased ? await unclaimedIds(tx, of) : [],
    empty: await emptyProject(tx, call, asked),
  };
}

async function unclaimedIds(tx: Tx, of: TaskFilter): Promise<number[]> {
  const found: number[] = [];
  for (const { id } of await tx.tasks.summaries({ ...of, statuses: ['in_progress'] }, undefined, LOOKED_AT)) {
    if (found.length < EXAMPLES && (await tx.leases.find(id)) === undefined) found.push(id);
  }
  return found;
}
