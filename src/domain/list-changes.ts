import { type Call, projectFilter } from './call.ts';
import { abridged, type Change } from './change.ts';

/** The newest changes, newest first, long texts cut; of the caller's project where it has one. */
export async function listChanges(call: Call, limit: number): Promise<Change[]> {
  const project = projectFilter(call, undefined);
  return (await call.store.read((tx) => tx.changes.newest(limit, { project }))).map(abridged);
}
