import { expect, test } from 'vitest';
import { toEgressRules } from '../../src/webhooks/egress-rules.ts';
import { parseEndpointUrl } from '../../src/webhooks/endpoint-url.ts';
import { findRoute } from '../../src/webhooks/route.ts';

interface Case {
  readonly allow: readonly string[];
  readonly url: string;
  /** What the host resolves to; an address needs none. */
  readonly at?: readonly string[];
}

const route = ({ allow, url, at }: Case) =>
  findRoute(parseEndpointUrl(url), {
    rules: toEgressRules(allow),
    async resolve() {
      if (at === undefined) throw new Error('an address was resolved');
      return at;
    },
  });

const LET_THROUGH: readonly Case[] = [
  { allow: [], url: 'https://hooks.example', at: ['8.8.8.8', '2606:4700::1111'] },
  { allow: [], url: 'https://8.8.8.8' },
  { allow: ['chat.corp'], url: 'https://chat.corp', at: ['10.0.0.5', '8.8.8.8'] },
  { allow: ['Chat.Corp'], url: 'https://CHAT.corp', at: ['fd12::5'] },
  { allow: ['10.0.0.0/8'], url: 'https://chat.corp', at: ['10.9.9.9'] },
  { allow: ['10.0.0.5'], url: 'https://10.0.0.5' },
  { allow: ['fd12::/16'], url: 'https://[fd12::5]:8443' },
  { allow: ['::1'], url: 'http://[::1]:3000' },
  { allow: ['127.0.0.0/8'], url: 'https://[::ffff:127.0.0.1]' },
  { allow: ['localhost'], url: 'http://localhost:3000', at: ['127.0.0.1', '::1'] },
  { allow: ['127.0.0.1'], url: 'http://receiver:3000', at: ['127.0.0.1'] },
  { allow: ['169.254.0.0/16'], url: 'https://printer.local', at: ['169.254.7.7'] },
];

test.for(LET_THROUGH)('$url at $at is let through by $allow', async (given) => {
  await expect(route(given)).resolves.not.toHaveLength(0);
});

const REFUSED: readonly (Case & { why: string })[] = [
  { allow: [], url: 'https://chat.corp', at: ['10.0.0.5'], why: 'chat.corp leads to a private address' },
  { allow: [], url: 'https://[::1]', why: '::1 leads to a loopback address' },
  { allow: ['chat.corp'], url: 'https://other.corp', at: ['10.0.0.5'], why: 'leads to a private address' },
  { allow: ['chat.corp'], url: 'https://a.chat.corp', at: ['10.0.0.5'], why: 'leads to a private address' },
  { allow: ['10.0.0.0/16'], url: 'https://chat.corp', at: ['10.0.0.5', '10.1.0.5'], why: 'leads to a private address' },
  // A name is trusted with our networks, not with what gives credentials away.
  { allow: ['chat.corp'], url: 'https://chat.corp', at: ['169.254.169.254'], why: 'leads to a cloud metadata address' },
  { allow: ['chat.corp'], url: 'https://chat.corp', at: ['0.0.0.0'], why: 'leads to an unspecified address' },
  { allow: ['chat.corp'], url: 'https://chat.corp', at: ['fe80::1%2'], why: 'leads to a link-local address' },
  { allow: ['localhost'], url: 'http://127.0.0.1:3000', why: 'leads to a loopback address' },
  { allow: [], url: 'http://hooks.example', at: ['8.8.8.8'], why: 'would be sent webhooks in the open' },
  { allow: ['8.8.8.8'], url: 'http://8.8.8.8', why: 'would be sent webhooks in the open' },
  { allow: ['chat.corp'], url: 'http://chat.corp', at: ['10.0.0.5'], why: 'would be sent webhooks in the open' },
  { allow: ['chat.corp'], url: 'http://chat.corp', at: ['127.0.0.1', '10.0.0.5'], why: 'in the open' },
];

test.for(REFUSED)('$url at $at is refused with $allow: $why', async ({ why, ...given }) => {
  await expect(route(given)).rejects.toThrow(why);
});

test('a refusal says what kind of address it was, not which', async () => {
  await expect(route({ allow: [], url: 'https://chat.corp', at: ['10.0.0.5'] })).rejects.toThrow(
    /^chat\.corp leads to a private address, and webhooks go to the public Internet only, unless WEBHOOK_ALLOW names the host or its range$/,
  );
});

test.for([
  'https://chat.corp',
  'chat.corp:3000',
  '*.corp',
  'a b',
  '',
  '127.1',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10/8',
  'corp/8',
  'fd00::/129',
  '[::1]',
  'chat.corp.',
])('%j cannot be allowed', (wrong) => {
  expect(() => toEgressRules(['localhost', wrong])).toThrow(
    `WEBHOOK_ALLOW names ${JSON.stringify(wrong)}, which is no host name, address or range`,
  );
});
