import type { Change } from './change.ts';
import { Conflict, NotFound } from './errors.ts';
import type { Fields, Group } from './group.ts';
import { isEmptied } from './purge.ts';
import { checkStillFit } from './relations.ts';
import type { Tx } from './store.ts';
import type { Task } from './task.ts';
import type { UndoWords } from './undo.ts';

/**
 * Does the opposite of each of these changes, the last one first, as part of `group`. What was deleted comes back before
 * the rest and what was made goes last, so that tasks which belong together find each other. Throws Conflict and Leased.
 */
export async function takeBack(
  tx: Tx,
  group: Group,
  changes: readonly Change[],
  words: Pick<UndoWords, 'next'>,
): Promise<void> {
  const backwards = changes.toReversed();
  const idsOf = (...kinds: Change['kind'][]) =>
    backwards.filter(({ kind }) => kinds.includes(kind)).map(({ task_id }) => task_id);
  await restore(tx, group, idsOf('task.deleted'));
  for (const change of backwards) await revert(tx, group, change);
  await remove(tx, group, idsOf('task.created', 'task.restored'), words);
}

async function restore(tx: Tx, group: Group, ids: readonly number[]): Promise<void> {
  const deleted: Task[] = [];
  for (const id of ids) deleted.push(found(await tx.tasks.findDeleted(id), id));
  for (const task of parentsFirst(deleted)) {
    await checkParent(tx, task.id, task.parent_id);
    await checkStillFit(tx, task.id, task);
    await group.restore(task);
  }
}

async function revert(tx: Tx, group: Group, change: Change): Promise<void> {
  const { kind, task_id, before, after } = change;
  switch (kind) {
    case 'note.added':
    case 'note.removed': {
      const opposite = kind === 'note.added' ? 'note.removed' : 'note.added';
      return group.toggleNote(found(await tx.tasks.find(task_id), task_id), after ?? before ?? {}, opposite);
    }
    case 'task.updated':
    case 'task.completed':
    case 'task.reopened': {
      const task = found(await tx.tasks.find(task_id), task_id);
      const fields = before ?? {};
      const was: Task = { ...task, ...fields };
      if ('parent_id' in fields) await checkParent(tx, task_id, was.parent_id);
      if ('parent_id' in fields || 'blocked_by' in fields)
        await checkStillFit(tx, task_id, { parent_id: was.parent_id, blocked_by: was.blocked_by });
      await group.revert(task, await withoutClaim(tx, change));
    }
  }
}

/** How many changes of a task are looked through for what began the work on it. */
const LOOKED_BACK = 100;

/**
 * The fields as they were; a task that a claim had put in progress comes back as pending, since the claim does not come
 * back with it and nobody could take the task up again.
 */
async function withoutClaim(tx: Tx, { id, task_id, before }: Change): Promise<Fields> {
  const fields = before ?? {};
  if (fields.status !== 'in_progress') return fields;
  const earlier = await tx.changes.newest(LOOKED_BACK, { taskId: task_id, before: id });
  const begun = earlier.find(({ after }) => after !== null && 'status' in after);
  return begun?.kind === 'task.claimed' ? { ...fields, status: 'pending' } : fields;
}

async function remove(tx: Tx, group: Group, ids: readonly number[], { next }: Pick<UndoWords, 'next'>): Promise<void> {
  for (const id of ids) {
    const subtasks = (await tx.tasks.subtasks([id])).filter((subtask) => !ids.includes(subtask.id));
    const [first] = subtasks;
    if (first !== undefined) {
      const more = subtasks.length > 1 ? ` and ${subtasks.length - 1} more` : '';
      throw new Conflict(`#${id} cannot go: it has subtasks that would stay: #${first.id}${more}`, next.subtasks);
    }
    await group.remove(found(await tx.tasks.find(id), id));
  }
}

/** Throws Conflict when the parent that the task had is not there. */
async function checkParent(tx: Tx, id: number, parent: number | null): Promise<void> {
  if (parent === null || (await tx.tasks.find(parent)) !== undefined) return;
  const [last] = await tx.changes.newest(1, { taskId: parent });
  if (last === undefined || isEmptied(last)) return;
  throw new Conflict(
    `#${id} cannot be below #${parent} again, which change ${last.group} deleted`,
    `Undo change ${last.group} first.`,
  );
}

function parentsFirst(tasks: readonly Task[]): Task[] {
  const waiting = new Map(tasks.map((task) => [task.id, task]));
  const ordered: Task[] = [];
  const visit = (task: Task | undefined) => {
    if (task === undefined || !waiting.delete(task.id)) return;
    if (task.parent_id !== null) visit(waiting.get(task.parent_id));
    ordered.push(task);
  };
  for (const task of tasks) visit(task);
  return ordered;
}

function found(task: Task | undefined, id: number): Task {
  if (task === undefined) throw NotFound.task(id);
  return task;
}
