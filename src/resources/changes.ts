import { listChanges } from '../domain/list-changes.ts';
import type { Resource } from './resource.ts';

const NEWEST = 100;

export const changes: Resource = {
  uri: 'tasks://changes',
  name: 'Recent Changes',
  description: `The newest ${NEWEST} changes: who changed what, newest first`,
  read: (call) => listChanges(call, NEWEST),
};
