import type { Call } from './call.ts';
import { type Endpoint, type ShownEndpoint, shownEndpoint } from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { findEndpoint } from './find-endpoint.ts';
import { giveUp, giveUpAll } from './give-up.ts';
import type { Tx } from './store.ts';

/** Ends what an endpoint is told; what was on its way is given up, and can be replayed. Throws NotFound. */
export async function disableEndpoint(call: Call, id: number): Promise<ShownEndpoint> {
  const { before, after } = await call.store.write(async (tx) => {
    const before = await findEndpoint(tx, id);
    return { before, after: before.state === 'disabled' ? before : await disable(tx, before, `by ${call.actor}`) };
  });
  const shown = before === after ? shownEndpoint(after, call.now()) : changedEndpoint(call, 'disabled', after);
  await giveUpAll(call.store, id);
  return shown;
}

/** The same within a transaction, for whatever reason; of what was on its way only some is given up. */
export async function disable(tx: Tx, before: Endpoint, reason: string): Promise<Endpoint> {
  const fields = { state: 'disabled' as const, reason, paused_until: null };
  const after = { ...before, ...fields };
  await tx.endpoints.save(before.id, fields);
  await giveUp(tx, after);
  return after;
}
