import type { Call } from './call.ts';
import type { Delivery } from './delivery.ts';
import { type ShownEndpoint, shownEndpoint } from './endpoint.ts';

/** Of a receiver's answer only the status: its words are for people, and may be read here by a model. */
type LastDelivery = Omit<Delivery, 'endpoint_id' | 'last_outcome'>;

interface EndpointWithLast extends ShownEndpoint {
  /** Newest first. */
  readonly last_deliveries: LastDelivery[];
}

/** All endpoints by id, without their secrets, each with its newest `count` deliveries. */
export async function readEndpoints(call: Call, count: number): Promise<EndpointWithLast[]> {
  return call.store.read(async (tx) => {
    const found: EndpointWithLast[] = [];
    for (const endpoint of await tx.endpoints.all()) {
      const deliveries = await tx.deliveries.page({ endpointId: endpoint.id }, count);
      found.push({ ...shownEndpoint(endpoint, call.now()), last_deliveries: deliveries.map(withoutWords) });
    }
    return found;
  });
}

function withoutWords({ endpoint_id: _, last_outcome: __, ...rest }: Delivery): LastDelivery {
  return rest;
}
