import type { ChangeKind } from './change.ts';

/** What an actor did to a task, as it stands between the two: `ada completed #1`. */
export const DID: Readonly<Record<ChangeKind, string>> = {
  'task.created': 'created',
  'task.updated': 'updated',
  'task.completed': 'completed',
  'task.reopened': 'reopened',
  'task.deleted': 'deleted',
  'task.restored': 'restored',
  'task.claimed': 'claimed',
  'task.released': 'released',
  'task.lease_expired': 'let the lease expire',
  'note.added': 'added a note',
  'note.removed': 'removed a note',
};
