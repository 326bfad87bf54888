import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not of the public Internet, from the special-purpose registries of IANA
 * (iana-ipv4-special-registry, iana-ipv6-special-registry), and those at which clouds give credentials away. The first kind
 * that fits counts. Of IPv6 only 2000::/3 is public at all: what stands outside of it is here to be called by its name.
 */
const KINDS = [
  ['loopback', ['127.0.0.0/8', '::1/128']],
  [
    'cloud metadata',
    [
      '169.254.169.254/32',
      '169.254.170.2/32',
      '100.100.100.200/32',
      '168.63.129.16/32',
      '192.0.0.192/32',
      'fd00:ec2::/32',
      'fd20:ce::254/128',
    ],
  ],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['unspecified', ['0.0.0.0/8', '::/128']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  ['documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20']],
  // Each holds an IPv4 address that something on the way makes of it. ::ffff:0:0/96 cannot be among them: BlockList takes
  // every IPv4 address for one of those, and looks itself for what they hold.
  ['transition', ['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16', '192.88.99.0/24']],
  [
    'reserved',
    [
      '192.0.0.0/24',
      '192.31.196.0/24',
      '192.52.193.0/24',
      '192.175.48.0/24',
      '198.18.0.0/15',
      '240.0.0.0/4',
      '2001::/23',
      '2620:4f:8000::/48',
    ],
  ],
] as const;

export type AddressKind = (typeof KINDS)[number][0] | 'public';

const LISTS = KINDS.map(([kind, subnets]) => [kind, toBlockList(subnets)] as const);
const PUBLIC_IPV6 = toBlockList(['2000::/3']);

/** What the address is for. What is no address is `reserved`: nothing is to be sent there. */
export function kindOf(address: string): AddressKind {
  const special = LISTS.find(([, list]) => isIn(list, address));
  if (special !== undefined) return special[0];
  return isIP(address) === 4 || isIn(PUBLIC_IPV6, address) ? 'public' : 'reserved';
}

/** Throws what BlockList throws for a subnet that is none. */
export function toBlockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

export function isIn(list: BlockList, address: string): boolean {
  // With its zone (`fe80::1%eth0`) BlockList finds an address in no range at all.
  const bare = address.replace(/%.*$/, '');
  return isIP(bare) !== 0 && list.check(bare, familyOf(bare));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
