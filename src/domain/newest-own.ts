import { isOfLease } from './change.ts';
import { undoneBy } from './in-effect.ts';
import type { Tx } from './store.ts';

const BATCH = 100;
/** Who did nothing for so long has forgotten what it was. */
export const WALKED = 10_000;

/** The actor's newest group that can be undone without being named; undefined if there is none among the last WALKED changes. */
export async function newestOwn(tx: Tx, actor: string): Promise<number | undefined> {
  const ofLeases = new Set<number>();
  let before: number | undefined;
  for (let walked = 0; walked < WALKED; walked += BATCH) {
    const changes = await tx.changes.newest(BATCH, { before });
    for (const change of changes) {
      if (isOfLease(change)) ofLeases.add(change.group);
      // The first change of a group comes last here, so all of the group has been seen.
      const isCandidate = change.actor === actor && change.undoes === undefined && change.id === change.group;
      if (isCandidate && !ofLeases.has(change.group) && (await undoneBy(tx, change.id)) === undefined) return change.id;
    }
    if (changes.length < BATCH) return undefined;
    before = changes.at(-1)?.id;
  }
  return undefined;
}
