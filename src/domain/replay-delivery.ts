import type { Call } from './call.ts';
import type { Delivery } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';
import { Conflict, NotFound } from './errors.ts';
import { findEndpoint } from './find-endpoint.ts';

/**
 * Has a delivery sent again from the start, delivered or not, under the id that its receiver may know. Throws NotFound, and
 * Conflict where the endpoint is disabled.
 */
export async function replayDelivery(call: Call, id: number): Promise<Delivery> {
  return call.store.write(async (tx) => {
    const found = await tx.deliveries.find(id);
    if (found === undefined)
      throw new NotFound(
        `Delivery #${id} not found.`,
        'List the deliveries to see which there are; old ones are forgotten.',
      );
    checkEnabled(await findEndpoint(tx, found.endpoint_id));
    // One that is to be sent anyway stays as it is: it may be on its way.
    if (found.state === 'pending') return found;
    const at = (await tx.now()).toISOString();
    await tx.deliveries.replay(id, at);
    return { ...found, state: 'pending', attempts: 0, next_at: at, created_at: at, done_at: null };
  });
}

/** The same for all of an endpoint's that were given up; tells how many. Throws NotFound and Conflict. */
export async function replayDead(call: Call, endpointId: number): Promise<number> {
  return call.store.write(async (tx) => {
    checkEnabled(await findEndpoint(tx, endpointId));
    return tx.deliveries.replayDead(endpointId, (await tx.now()).toISOString());
  });
}

function checkEnabled({ id, state }: Endpoint): void {
  if (state === 'disabled') throw new Conflict(`webhook #${id} is disabled`, 'Enable it first.');
}
