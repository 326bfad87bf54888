import type { Call } from './call.ts';
import type { Delivery } from './delivery.ts';
import { EVENT_VERSION, type TestEvent } from './event.ts';
import { findEndpoint } from './find-endpoint.ts';
import type { Outlet } from './outlet.ts';
import { refuseToWrite } from './read-only.ts';
import { newMessageId } from './signing-secret.ts';

/**
 * Sends a test at once and once only, also to an endpoint that is disabled or paused, and keeps it among the deliveries.
 * One that arrives ends a pause. Throws NotFound, and Invalid where the list is read-only.
 */
export async function testEndpoint(
  call: Call,
  id: number,
  outlet: Pick<Outlet, 'bodyOf' | 'send'>,
): Promise<Omit<Delivery, 'id'>> {
  const endpoint = await call.store.read((tx) => findEndpoint(tx, id));
  // Before anything is sent that could then not be written down.
  if (call.store.isReadOnly) refuseToWrite();
  const at = call.now().toISOString();
  const event: TestEvent = {
    type: 'webhook.test',
    version: EVENT_VERSION,
    timestamp: at,
    data: { actor: call.actor, endpoint: { id, description: endpoint.description } },
  };
  const message = { id: newMessageId(), body: outlet.bodyOf(event, endpoint) };
  const { isDelivered, status, outcome } = await outlet.send(message, endpoint);
  const delivery: Omit<Delivery, 'id'> = {
    ...{ message_id: message.id, endpoint_id: id, change_id: null, type: event.type },
    ...{ state: isDelivered ? 'delivered' : 'dead', attempts: 1, next_at: null },
    ...{ last_status: status, last_outcome: outcome, created_at: at, done_at: call.now().toISOString() },
  };
  await call.store.write(async (tx) => {
    const now = await findEndpoint(tx, id);
    await tx.deliveries.insert([{ ...delivery, body: message.body }]);
    if (isDelivered && now.failures > 0)
      await tx.endpoints.save(id, { failures: 0, failing_since: null, paused_until: null });
  });
  return delivery;
}
