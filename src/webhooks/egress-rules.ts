import { type BlockList, isIP } from 'node:net';
import { Invalid } from '../domain/errors.ts';
import { type AddressKind, isIn, kindOf, toBlockList } from './address-kind.ts';

/** What the operator's exceptions are given by. */
export const ALLOW_SETTING = 'WEBHOOK_ALLOW';
/** What a host that was named may resolve to; anything else must be named by its address. */
const OPENED_BY_NAME: readonly AddressKind[] = ['loopback', 'private'];

/** Who besides the public Internet may be sent webhooks. */
export interface EgressRules {
  readonly names: ReadonlySet<string>;
  readonly ranges: BlockList;
}

/** From host names, addresses and ranges such as `10.1.0.0/16`. Throws Invalid. */
export function toEgressRules(allowed: readonly string[]): EgressRules {
  const ranges: string[] = [];
  const names = new Set<string>();
  for (const each of allowed) {
    const name = URL.parse(`https://${each}/`)?.hostname;
    if (isIP(each) !== 0) ranges.push(`${each}/${isIP(each) === 4 ? 32 : 128}`);
    else if (each.includes('/')) ranges.push(each);
    else if (name === each.toLowerCase() && /^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(name)) names.add(name);
    else throw notAllowable(each);
  }
  for (const range of ranges) checkRange(range);
  return { names, ranges: toBlockList(ranges) };
}

/**
 * Why nothing may be sent to the address that the host has, or undefined. It tells the kind of address only: whoever may
 * add an endpoint need not learn how our network is numbered.
 */
export function whyRefused(
  url: URL,
  host: string,
  address: string,
  { names, ranges }: EgressRules,
): string | undefined {
  const kind = kindOf(address);
  const isAllowed = isIn(ranges, address) || (names.has(host) && OPENED_BY_NAME.includes(kind));
  if (kind !== 'public' && !isAllowed)
    return `${host} leads to ${article(kind)} address, and webhooks go to the public Internet only, unless ${ALLOW_SETTING} names the host or its range`;
  if (url.protocol === 'http:' && !(kind === 'loopback' && isAllowed))
    return `${host} would be sent webhooks in the open: http: is for receivers on this machine that ${ALLOW_SETTING} names, others need https:`;
  return undefined;
}

function article(kind: AddressKind): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function checkRange(range: string): void {
  const [address = '', prefix = '', more] = range.split('/');
  const longest = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  if (more !== undefined || !/^\d{1,3}$/.test(prefix) || Number(prefix) > longest) throw notAllowable(range);
}

function notAllowable(what: string): Invalid {
  return new Invalid(
    `${ALLOW_SETTING} names ${JSON.stringify(what.slice(0, 60))}, which is no host name, address or range`,
    'Write names without scheme and port, and ranges such as 10.1.0.0/16 or fd00::/8.',
  );
}
