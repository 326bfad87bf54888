import type { Call } from './call.ts';
import type { Delivery, DeliveryState } from './delivery.ts';
import { findEndpoint } from './find-endpoint.ts';

const MAX_LIMIT = 200;

interface Asked {
  readonly endpoint_id?: number | undefined;
  readonly state?: DeliveryState | undefined;
  /** The `next_cursor` of the page before. */
  readonly cursor?: number | undefined;
  readonly limit?: number | undefined;
}

/** A page of deliveries, newest first. Throws NotFound for an endpoint that is not there. */
export async function listDeliveries(
  call: Call,
  { endpoint_id, state, cursor, limit = 50 }: Asked = {},
): Promise<{ deliveries: Delivery[]; next_cursor?: number }> {
  const count = Math.min(Math.max(limit, 1), MAX_LIMIT);
  const found = await call.store.read(async (tx) => {
    if (endpoint_id !== undefined) await findEndpoint(tx, endpoint_id);
    return tx.deliveries.page({ endpointId: endpoint_id, state, before: cursor }, count + 1);
  });
  const deliveries = found.slice(0, count);
  const last = deliveries.at(-1);
  return { deliveries, ...(found.length > count && last !== undefined && { next_cursor: last.id }) };
}
