import type { Call } from './call.ts';
import { type Change, isOfLease } from './change.ts';
import { Conflict, Invalid, Leased, NotFound } from './errors.ts';
import { expireAmong } from './expire-leases.ts';
import { Group } from './group.ts';
import { undoneBy } from './in-effect.ts';
import { newestOwn, WALKED } from './newest-own.ts';
import { isEmptied, purge, purgedBefore } from './purge.ts';
import type { Tx } from './store.ts';
import { takeBack } from './take-back.ts';
import { checkNotChangedSince } from './undo-conflict.ts';

/** What a face of the program says better: how a change is told, and which of its calls help. */
export interface UndoWords {
  tell(change: Change): string;
  readonly next: Readonly<
    Record<'unknown' | 'ofLease' | 'gone' | 'changedSince' | 'usedSince' | 'leased' | 'subtasks', string>
  >;
}

interface Undone {
  /** The group that was to be undone. */
  readonly group: number;
  /** The group that undid it: this call's, or that of an earlier one. */
  readonly by: number;
  /** What this call changed: nothing when an earlier one had done it. */
  readonly changes: Change[];
}

/**
 * Takes back the group to which the change belongs, without `change_id` the caller's newest one; an undo counts as any
 * other group, so undoing it is a redo. Doing it twice changes nothing. Throws NotFound, Leased; Invalid for what cannot
 * be undone; Conflict where it cannot be undone any more.
 */
export async function undo(
  tx: Tx,
  call: Call,
  { change_id, words }: { change_id?: number | undefined; words: UndoWords },
): Promise<Undone> {
  await purge(tx);
  const id = change_id === undefined ? await newestOwn(tx, call.actor) : (await tx.changes.find(change_id))?.group;
  if (id === undefined) {
    const own = `None of the last ${WALKED} changes is one by ${call.actor} that could be undone.`;
    throw new NotFound(change_id === undefined ? own : `Change ${change_id} not found.`, words.next.unknown);
  }
  const changes = await tx.changes.ofGroup(id);
  // Before anything is looked at that another call could be changing.
  const taskIds = [...new Set(changes.map(({ task_id }) => task_id))];
  await tx.tasks.hold(taskIds);
  await expireAmong(tx, call, taskIds);
  const earlier = await undoneBy(tx, id);
  if (earlier !== undefined) return { group: id, by: earlier, changes: [] };
  await checkUndoable(tx, id, changes, words);
  const group = new Group(tx, call, { undoes: id });
  await takeBack(tx, group, changes, words).catch((error) => {
    throw error instanceof Leased ? new Leased(error.message, words.next.leased) : error;
  });
  if (group.changeId === undefined) throw new Error('a group was undone without a trace');
  return { group: id, by: group.changeId, changes: await tx.changes.ofGroup(group.changeId) };
}

async function checkUndoable(tx: Tx, id: number, changes: readonly Change[], words: UndoWords): Promise<void> {
  const ofLease = changes.find(isOfLease);
  if (ofLease !== undefined)
    throw new Invalid(
      `change ${id} cannot be undone: who works on #${ofLease.task_id} is not a matter of undo`,
      words.next.ofLease,
    );
  const kept = purgedBefore(await tx.now());
  const gone = changes.find((change) => isEmptied(change) || (change.kind === 'task.deleted' && change.at < kept));
  if (gone !== undefined)
    throw new Conflict(
      `change ${id} cannot be undone: #${gone.task_id} was deleted too long ago and is gone for good`,
      words.next.gone,
    );
  await checkNotChangedSince(tx, changes, words);
}
