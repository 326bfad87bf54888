import type { Call } from './call.ts';
import { type ShownEndpoint, shownEndpoint } from './endpoint.ts';

/** All endpoints by id, without their secrets. */
export async function listEndpoints(call: Call): Promise<ShownEndpoint[]> {
  const all = await call.store.read((tx) => tx.endpoints.all());
  return all.map((endpoint) => shownEndpoint(endpoint, call.now()));
}
