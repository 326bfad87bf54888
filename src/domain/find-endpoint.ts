import type { Endpoint } from './endpoint.ts';
import { NotFound } from './errors.ts';
import type { Tx } from './store.ts';

/** Throws NotFound. */
export async function findEndpoint(tx: Tx, id: number): Promise<Endpoint> {
  const found = await tx.endpoints.find(id);
  if (found === undefined) throw new NotFound(`Webhook #${id} not found.`, 'List the webhooks to see which there are.');
  return found;
}
