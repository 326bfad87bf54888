import { type Change, isOfLease } from './change.ts';
import { Conflict } from './errors.ts';
import { undoneBy } from './in-effect.ts';
import type { Tx } from './store.ts';
import type { UndoWords } from './undo.ts';

/** As many as a reader looks into before undoing them. */
const NAMED = 3;

/** Throws Conflict when one of the group's tasks was changed since, naming the changes, newest first. */
export async function checkNotChangedSince(
  tx: Tx,
  group: readonly Change[],
  { tell, next }: Pick<UndoWords, 'tell' | 'next'>,
): Promise<void> {
  const since: Change[] = [];
  for (const own of Map.groupBy(group, ({ task_id }) => task_id).values()) since.push(...(await changedSince(tx, own)));
  if (since.length === 0) return;
  since.sort((one, other) => other.id - one.id);
  const named = since.slice(0, NAMED).map((change, index) => {
    const by = index === 0 ? 'was changed since by' : 'by';
    return `#${change.task_id} ${by} change ${change.group} (${tell(change)})`;
  });
  const more = since.length > NAMED ? [`${since.length - NAMED} more`] : [];
  throw new Conflict(
    `change ${group[0]?.group} cannot be undone: ${[...named, ...more].join(', ')}`,
    group.some(bringsTask) ? next.usedSince : next.changedSince,
  );
}

/** What else was done to the task after these changes of it and still holds, one for each group. */
async function changedSince(tx: Tx, own: readonly Change[]): Promise<Change[]> {
  const [first] = own;
  if (first === undefined) return [];
  const after = { taskId: first.task_id, after: first.id };
  const later = await tx.changes.newest(Number.MAX_SAFE_INTEGER, after);
  const found = new Map<number, Change>();
  for (const change of later) {
    const { group, undoes = 0 } = change;
    // Of a later change and its undo the first is not in effect, so neither is the second.
    if (group === first.group || undoes > first.group || !isInTheWay(change, own) || found.has(group)) continue;
    if ((await undoneBy(tx, group)) === undefined) found.set(group, change);
  }
  return [...found.values()];
}

/** Notes and fields go their own ways; only the end of a task takes both. */
function isInTheWay(change: Change, own: readonly Change[]): boolean {
  if (isOfLease(change)) return false;
  if (own.some(bringsTask)) return true;
  if (own.every(isOfNote)) return ['task.created', 'task.deleted', 'task.restored'].includes(change.kind);
  return !isOfNote(change);
}

/** Undoing it takes the whole task away. */
function bringsTask({ kind }: Change): boolean {
  return kind === 'task.created' || kind === 'task.restored';
}

function isOfNote({ kind }: Change): boolean {
  return kind === 'note.added' || kind === 'note.removed';
}
