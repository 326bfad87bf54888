import type { Tx } from './store.ts';

/**
 * The group that took this one back; undefined while it is in effect. An undo that was taken back itself does not count,
 * so a redo needs no mark of its own.
 */
export async function undoneBy(tx: Tx, group: number): Promise<number | undefined> {
  const undos = await tx.changes.undosOf(group);
  for (const undo of undos.reverse()) if ((await undoneBy(tx, undo)) === undefined) return undo;
  return undefined;
}
