import type { Call } from './call.ts';
import { type ShownEndpoint, shownEndpoint } from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { findEndpoint } from './find-endpoint.ts';
import { giveUpAll } from './give-up.ts';

/**
 * Has an endpoint told of what happens from now on. What happened while it was disabled it must ask for: `data.id` of the
 * last event that it got is a cursor of the log. Throws NotFound.
 */
export async function enableEndpoint(call: Call, id: number): Promise<ShownEndpoint> {
  // Whoever has disabled it may have ended before all was given up.
  await giveUpAll(call.store, id);
  const { before, after } = await call.store.write(async (tx) => {
    const before = await findEndpoint(tx, id);
    if (before.state === 'enabled') return { before, after: before };
    const healthy = { reason: null, failures: 0, failing_since: null, paused_until: null };
    const fields = { state: 'enabled' as const, ...healthy, cursor: await tx.changes.head() };
    await tx.endpoints.save(id, fields);
    return { before, after: { ...before, ...fields } };
  });
  return before === after ? shownEndpoint(after, call.now()) : changedEndpoint(call, 'enabled', after);
}
