import type { Call } from './call.ts';
import type { ShownEndpoint } from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { findEndpoint } from './find-endpoint.ts';
import { SOME, someAtATime } from './some-at-a-time.ts';
import type { Tx } from './store.ts';

/** Ends an endpoint for good, with its secrets and all that was to be delivered. Throws NotFound. */
export async function removeEndpoint(call: Call, id: number): Promise<ShownEndpoint> {
  const { removed, isMore } = await call.store.write(async (tx) => {
    const removed = await findEndpoint(tx, id);
    const isMore = await tx.endpoints.remove(id, SOME);
    // Nothing is sent from now on, also where the rest of it has to be asked for again.
    if (isMore)
      await tx.endpoints.save(id, { state: 'disabled', reason: `being removed by ${call.actor}`, paused_until: null });
    return { removed, isMore };
  });
  if (isMore) await someAtATime(call.store, (tx) => removeSome(tx, id));
  return changedEndpoint(call, 'removed', removed);
}

async function removeSome(tx: Tx, id: number): Promise<boolean> {
  // Held before its deliveries, as by whoever writes down what became of them: neither then waits for the other.
  return (await tx.endpoints.find(id)) !== undefined && tx.endpoints.remove(id, SOME);
}
