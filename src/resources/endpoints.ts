import { readEndpoints } from '../domain/read-endpoints.ts';
import type { Resource } from './resource.ts';

const LAST = 5;

export const endpoints: Resource = {
  uri: 'webhooks://endpoints',
  name: 'Webhooks',
  description: `Where webhooks go, in which state, with the last ${LAST} deliveries of each; for admins`,
  scope: 'tasks:admin',
  read: (call) => readEndpoints(call, LAST),
};
