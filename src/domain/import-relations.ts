import { Invalid } from './errors.ts';
import type { Import } from './import-row.ts';
import type { ImportedTask } from './imported-task.ts';
import { checkCycles } from './relations.ts';
import type { ImportedField } from './seen.ts';
import { inOrder, type Task, type TaskPatch } from './task.ts';

/** What a row says of others, by what its source calls them. */
export type Told = Pick<ImportedTask, 'parent_id' | 'blocked_by'>;

/** The same among our tasks. */
export interface Relations {
  /** Without those of which nothing is known. */
  readonly told: Told;
  readonly parent_id: number | null;
  readonly blocked_by: readonly number[];
  /** How many those are. */
  readonly unknown: number;
}

const OWN_ID = /^[1-9]\d{0,14}$/;
/** Stands for a task that a dry run does not make. */
const COMING = 0;

export function idsIn({ parent_id, blocked_by = [] }: Told): string[] {
  return parent_id == null ? [...blocked_by] : [parent_id, ...blocked_by];
}

/** Finds the tasks that a row names. Deleted ones are known, but nothing is below them or waits for them any more. */
export async function relationsOf(run: Import, { parent_id, blocked_by }: Told): Promise<Relations> {
  const known = new Map<string, number>();
  const live = new Set<number>();
  const named = idsIn({ parent_id, blocked_by });
  for (const name of named) {
    const id = await taskOf(run, name);
    if (id === undefined) continue;
    known.set(name, id);
    if (id === COMING || (await run.tx.tasks.find(id)) !== undefined) live.add(id);
  }
  const ids = (names: readonly string[]) => names.flatMap((name) => known.get(name) ?? []).filter((id) => live.has(id));
  const [parent = null] = ids(parent_id == null ? [] : [parent_id]);
  return {
    told: {
      parent_id: parent_id == null || known.has(parent_id) ? parent_id : null,
      blocked_by: blocked_by?.filter((name) => known.has(name)),
    },
    parent_id: parent,
    blocked_by: inOrder(ids(blocked_by ?? [])),
    unknown: named.filter((name) => !known.has(name)).length,
  };
}

/** An own id counts only once its row has been seen, or cannot come any more: in a copied list it may be another's. */
async function taskOf({ tx, links, own, coming, isOwn, isLast }: Import, name: string): Promise<number | undefined> {
  const link = links.get(name);
  if (link !== undefined) return link.task_id;
  if (own.has(name)) return Number(name);
  if (coming.has(name)) return COMING;
  if (!isOwn || !isLast || !OWN_ID.test(name)) return undefined;
  const id = Number(name);
  return (await tx.tasks.find(id)) !== undefined || (await tx.tasks.wasDeleted(id)) ? id : undefined;
}

/** What of these fields is not so yet. A relation that would make a cycle is left out and counted. */
export async function relationsPatch(
  { tx }: Import,
  task: Task,
  { told, parent_id, blocked_by }: Relations,
  fields: readonly ImportedField[],
): Promise<{ patch: TaskPatch; cyclic: number }> {
  const fits = async (relation: Pick<TaskPatch, 'parent_id' | 'blocked_by'>) => {
    try {
      await checkCycles(tx, task.id, relation);
      return true;
    } catch (error) {
      if (error instanceof Invalid) return false;
      throw error;
    }
  };
  const patch: TaskPatch = {};
  let cyclic = 0;
  if (told.parent_id !== undefined && fields.includes('parent_id') && parent_id !== task.parent_id) {
    if (await fits({ parent_id })) patch.parent_id = parent_id;
    else cyclic++;
  }
  if (told.blocked_by === undefined || !fields.includes('blocked_by')) return { patch, cyclic };
  const live = ((await tx.blockers.of([task.id])).get(task.id) ?? []).map(({ id }) => id);
  const wanted: number[] = [];
  for (const id of blocked_by) {
    if (live.includes(id) || (await fits({ blocked_by: [id] }))) wanted.push(id);
    else cyclic++;
  }
  if (JSON.stringify(wanted) !== JSON.stringify(live)) patch.blocked_by = wanted;
  return { patch, cyclic };
}
