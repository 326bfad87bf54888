import type { Change } from './change.ts';
import type { Tx } from './store.ts';

const KEPT_DAYS = 30;
/** A deletion makes room for itself and much more, so that no call has to clear away years. */
const PURGED = 100;

/** Ends what was deleted too long ago to be restored: the tasks, and what the log says of them. */
export async function purge(tx: Tx): Promise<void> {
  const ids = await tx.tasks.purge(purgedBefore(await tx.now()), PURGED);
  if (ids.length > 0) await tx.changes.empty(ids);
}

/** What was deleted before cannot be restored, be it purged yet or not. */
export function purgedBefore(now: Date): string {
  return new Date(now.getTime() - KEPT_DAYS * 24 * 3_600_000).toISOString();
}

/** Whether only who, when and which task are left of it. */
export function isEmptied({ before, after }: Change): boolean {
  return before === null && after === null;
}
