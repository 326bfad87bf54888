import type { Endpoint } from './endpoint.ts';
import { SOME, someAtATime } from './some-at-a-time.ts';
import type { Store, Tx } from './store.ts';

/** Gives up some of what still waits for an endpoint that is disabled; tells whether there may be more. */
export async function giveUp(tx: Tx, { id, reason }: Pick<Endpoint, 'id' | 'reason'>): Promise<boolean> {
  const at = (await tx.now()).toISOString();
  return tx.deliveries.abandon({ endpointId: id, why: `webhook disabled: ${reason}`, at }, SOME);
}

/** Gives up all of it, some at a time; nothing where the endpoint is not disabled. */
export function giveUpAll(store: Store, id: number): Promise<void> {
  return someAtATime(store, async (tx) => {
    const endpoint = await tx.endpoints.find(id);
    return endpoint?.state === 'disabled' && giveUp(tx, endpoint);
  });
}
