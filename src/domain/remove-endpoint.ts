import type { Call } from './call.ts';
import type { ShownEndpoint } from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { findEndpoint } from './find-endpoint.ts';

/** Ends an endpoint for good, with its secrets and all that was to be delivered. Throws NotFound. */
export async function removeEndpoint(call: Call, id: number): Promise<ShownEndpoint> {
  const removed = await call.store.write(async (tx) => {
    const found = await findEndpoint(tx, id);
    await tx.endpoints.remove(id);
    return found;
  });
  return changedEndpoint(call, 'removed', removed);
}
