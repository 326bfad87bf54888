import { isIP } from 'node:net';
import { Invalid } from '../domain/errors.ts';
import { type EgressRules, whyRefused } from './egress-rules.ts';
import { type Resolve, resolveBySystem } from './resolve.ts';

export interface Routing {
  readonly rules: EgressRules;
  readonly resolve?: Resolve | undefined;
}

/**
 * The addresses at which the host may be reached. Throws Invalid if any of them may not be: one that is public beside one
 * that is not is no receiver's, but an attempt to be let through. What a name that does not resolve throws is left as it is.
 */
export async function findRoute(url: URL, { rules, resolve = resolveBySystem }: Routing): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // The socket, too, takes what is an address as it is, and asks nobody.
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  for (const address of addresses) {
    const why = whyRefused(url, host, address, rules);
    if (why !== undefined) throw new Invalid(why);
  }
  return addresses;
}
