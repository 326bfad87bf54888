import { type Endpoint, type ShownEndpoint, shownEndpoint } from './endpoint.ts';

/** What somebody did to an endpoint, for the log: no change of the list tells of it. */
export interface EndpointChange {
  readonly did: 'added' | 'enabled' | 'disabled' | 'secret rotated' | 'removed';
  readonly endpoint: Pick<ShownEndpoint, 'id' | 'url'>;
  readonly actor: string;
  readonly principal: string | undefined;
}

/** The parts of a call that it takes. */
interface Telling {
  readonly actor: string;
  readonly principal?: string | undefined;
  readonly now: () => Date;
  readonly endpointChanged?: ((change: EndpointChange) => void) | undefined;
}

/** The endpoint as it may be shown, once whoever writes the log was told what became of it. */
export function changedEndpoint(
  { actor, principal, now, endpointChanged }: Telling,
  did: EndpointChange['did'],
  changed: Endpoint,
): ShownEndpoint {
  const endpoint = shownEndpoint(changed, now());
  endpointChanged?.({ did, endpoint, actor, principal });
  return endpoint;
}
