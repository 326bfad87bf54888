import { Conflict, Invalid } from './errors.ts';
import type { Tx } from './store.ts';
import type { Task } from './task.ts';

interface Relations {
  readonly parent_id?: number | null | undefined;
  readonly blocked_by?: readonly number[] | null | undefined;
}

/** Reads the tasks that one step leads to from these. */
type Step = (tasks: readonly Pick<Task, 'parent_id' | 'blocked_by'>[]) => readonly number[];

const CHUNK = 500;
const toParents: Step = (tasks) => tasks.flatMap(({ parent_id }) => (parent_id === null ? [] : [parent_id]));
const toBlockers: Step = (tasks) => tasks.flatMap(({ blocked_by }) => blocked_by);

/** Throws Invalid where a task is named that is not there. `of` names the task that they are for, as the caller does. */
export async function checkNamed(tx: Tx, { parent_id, blocked_by }: Relations, of = ''): Promise<void> {
  for (const [field, ids] of [
    ['parent_id', parent_id == null ? [] : [parent_id]],
    ['blocked_by', blocked_by ?? []],
  ] as const) {
    const found = new Set((await tx.tasks.findMany(ids)).map(({ id }) => id));
    const missing = ids.filter((id) => !found.has(id)).map((id) => `#${id}`);
    if (missing.length > 0)
      throw new Invalid(
        `${of}${field} names ${missing.join(', ')}, which ${missing.length === 1 ? 'is no task' : 'are no tasks'}`,
      );
  }
}

/** Throws Invalid where the task would come to wait for itself, or stand below itself. */
export async function checkCycles(tx: Tx, id: number, { parent_id, blocked_by }: Relations): Promise<void> {
  const below = parent_id == null ? undefined : await pathTo(tx, id, [parent_id], toParents);
  if (below !== undefined)
    throw new Invalid(`parent_id would make a cycle: ${below}`, 'Choose a parent that is not below the task itself.');
  const waits = await pathTo(tx, id, blocked_by ?? [], toBlockers);
  if (waits !== undefined)
    throw new Invalid(
      `blocked_by would make a cycle, in which each waits for the next: ${waits}`,
      'Leave out the blocker that waits for the task itself.',
    );
}

/** The same where what was right once is to come back. Throws Conflict. */
export async function checkStillFit(tx: Tx, id: number, relations: Relations): Promise<void> {
  try {
    await checkNamed(tx, { parent_id: relations.parent_id });
    await checkCycles(tx, id, relations);
  } catch (error) {
    if (error instanceof Invalid) throw new Conflict(`task #${id} cannot be as it was: ${error.message}`);
    throw error;
  }
}

/** The way from the task over `first` back to itself, as `#1 → #4 → #1`; undefined if there is none. */
async function pathTo(tx: Tx, id: number, first: readonly number[], step: Step): Promise<string | undefined> {
  const cameFrom = new Map<number, number>(first.map((each) => [each, id]));
  let front = [...cameFrom.keys()];
  while (front.length > 0 && !front.includes(id)) {
    const next: number[] = [];
    for (let from = 0; from < front.length; from += CHUNK) {
      for (const task of await tx.tasks.findMany(front.slice(from, from + CHUNK))) {
        for (const to of step([task])) {
          if (cameFrom.has(to)) continue;
          cameFrom.set(to, task.id);
          next.push(to);
        }
      }
    }
    front = next;
  }
  if (!front.includes(id)) return undefined;
  const path = [id];
  for (let at = cameFrom.get(id); at !== undefined && at !== id; at = cameFrom.get(at)) path.unshift(at);
  return [id, ...path].map((each) => `#${each}`).join(' → ');
}
