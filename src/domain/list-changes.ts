import type { Call } from './call.ts';
import type { Change } from './change.ts';

/** The newest changes of all tasks, newest first. */
export async function listChanges({ store }: Call, limit: number): Promise<Change[]> {
  return store.read((tx) => tx.changes.newest(limit));
}
