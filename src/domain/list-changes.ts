import { type Call, projectFilter } from './call.ts';
import type { Change } from './change.ts';

/** The newest changes, newest first; of the caller's project where it has one. */
export async function listChanges(call: Call, limit: number): Promise<Change[]> {
  return call.store.read((tx) => tx.changes.newest(limit, { project: projectFilter(call, undefined) }));
}
