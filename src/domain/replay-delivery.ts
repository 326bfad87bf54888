import type { Call } from './call.ts';
import type { Delivery } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';
import { Conflict, NotFound } from './errors.ts';
import { findEndpoint } from './find-endpoint.ts';
import { pause, SOME } from './some-at-a-time.ts';
import type { Tx } from './store.ts';

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

/**
 * The same for all of an endpoint's that were given up, some at a time; tells how many. Throws NotFound, and Conflict where
 * the endpoint is disabled, be it meanwhile.
 */
export async function replayDead({ store }: Pick<Call, 'store'>, endpointId: number): Promise<number> {
  let [replayed, after] = [0, 0];
  for (;;) {
    const ids = await store.write((tx) => replaySome(tx, endpointId, after));
    replayed += ids.length;
    if (ids.length < SOME) return replayed;
    // Each once: what is given up again meanwhile is left.
    after = Math.max(...ids);
    await pause();
  }
}

async function replaySome(tx: Tx, endpointId: number, after: number): Promise<number[]> {
  checkEnabled(await findEndpoint(tx, endpointId));
  return tx.deliveries.replayDead({ endpointId, after, at: (await tx.now()).toISOString() }, SOME);
}

function checkEnabled({ id, state }: Endpoint): void {
  if (state === 'disabled') throw new Conflict(`webhook #${id} is disabled`, 'Enable it first.');
}
