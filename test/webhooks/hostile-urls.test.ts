import { expect, test } from 'vitest';
import { toEgressRules } from '../../src/webhooks/egress-rules.ts';
import { post } from '../../src/webhooks/post.ts';
import { connectsDuring, openReceiver } from '../support/receiver.ts';

/** What names lead to here; the last label says how each was made. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'metadata.google.internal': ['169.254.169.254'],
  'loopback.test': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'private.test': ['10.0.0.5'],
  'private6.test': ['fd12:3456::1'],
  'shared.test': ['100.64.0.1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'mapped-metadata.test': ['::ffff:a9fe:a9fe'],
  'mapped-public.test': ['::ffff:8.8.8.8'],
  'zone.test': ['fe80::1%1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'mixed.test': ['8.8.8.8', '127.0.0.1'],
  'mixed6.test': ['2606:4700::1111', '::1'],
  'last.test': ['8.8.8.8', '1.1.1.1', '9.9.9.9', '169.254.169.254'],
  'nonsense.test': ['127.1'],
  '_dns.test': ['0.0.0.0'],
  'xn--r8jz45g.test': ['127.0.0.1'],
};

/** PORT is where a receiver listens on this machine, and must hear of none of them. */
const HOSTILE = [
  // S1–S9 of reliability.md: metadata, short forms, mapped, compatible, trailing dot, zero, names.
  'https://169.254.169.254/latest/meta-data/',
  'https://127.1:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::127.0.0.1]:PORT/',
  'https://localhost.:PORT/',
  'https://0:PORT/',
  'https://private.test/',
  'https://mixed.test:PORT/',
  // Loopback in every notation.
  'https://127.0.0.1:PORT/',
  'https://127.255.255.254:PORT/',
  'https://127.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7f.1:PORT/',
  'https://0x7F.0.0.0x1:PORT/',
  'https://0177.0.0.1:PORT/',
  'https://017700000001:PORT/',
  'https://0177.0x0.1:PORT/',
  'https://00000177.0.0.1:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://①②⑦.⓪.⓪.①:PORT/',
  'https://１２７.０.０.１:PORT/',
  'https://127。0。0。1:PORT/',
  'https://127.0.0.%31:PORT/',
  'https://%31%32%37.0.0.1:PORT/',
  'https://[::1]:PORT/',
  'https://[0:0:0:0:0:0:0:1]:PORT/',
  'https://[0000::0001]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
  'https://[::ffff:0:127.0.0.1]:PORT/',
  'https://[::7f00:1]:PORT/',
  'https://[::]:PORT/',
  'https://0.0.0.0:PORT/',
  'https://0x0:PORT/',
  'https://localhost:PORT/',
  'https://LOCALHOST:PORT/',
  'https://ｌｏｃａｌｈｏｓｔ:PORT/',
  'https://loc%61lhost:PORT/',
  'https://loc\u00adalhost:PORT/',
  // Ways through something that translates addresses.
  'https://[64:ff9b::127.0.0.1]:PORT/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[64:ff9b:1::7f00:1]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[2002:a9fe:a9fe::1]/',
  'https://[2001:0:7f00:1::1]:PORT/',
  'https://192.88.99.1/',
  'https://[fe80::1]:PORT/',
  'https://[fe80::1%25lo]:PORT/',
  'https://[::1%25lo]:PORT/',
  'https://[::1%lo]:PORT/',
  // Other ranges that are nobody's on the Internet.
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://100.100.100.200/',
  'https://168.63.129.16/',
  'https://192.0.0.192/',
  'https://169.254.170.2/v2/credentials',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.7/',
  'https://203.0.113.7/',
  'https://224.0.0.1/',
  'https://239.255.255.250:1900/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fd20:ce::254]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[3fff::1]/',
  'https://[100::1]/',
  'https://[5f00::1]/',
  // Names that lead where they should not.
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://loopback.test:PORT/',
  'https://loopback6.test:PORT/',
  'https://private6.test/',
  'https://shared.test/',
  'https://mapped.test:PORT/',
  'https://mapped-metadata.test/',
  'https://mapped-public.test/',
  'https://zone.test:PORT/',
  'https://nat64.test:PORT/',
  'https://mixed6.test:PORT/',
  'https://last.test/',
  'https://nonsense.test:PORT/',
  'https://_dns.test:PORT/',
  'https://例え.test:PORT/',
  'https://loopback.test.:PORT/',
  // Forms that one reader takes for one host and another for another.
  'http://127.0.0.1:PORT/',
  'http://hooks.example:PORT/',
  'http://8.8.8.8/',
  'https://hooks.example@127.0.0.1:PORT/',
  'https://user:password@loopback.test:PORT/',
  'https://@127.0.0.1:PORT/',
  'https://:@127.0.0.1:PORT/',
  'https://127.0.0.1:PORT#@hooks.example/',
  'https://127.0.0.1:PORT\\@hooks.example/',
  'https://hooks.example\\@127.0.0.1:PORT/',
  'https:\\\\127.0.0.1:PORT/',
  'https:127.0.0.1:PORT',
  'https:/127.0.0.1:PORT/',
  'https:///127.0.0.1:PORT/',
  '//127.0.0.1:PORT/',
  ' https://127.0.0.1:PORT/',
  'https://127.0.\t0.1:PORT/',
  'https://127.0.0.1\n:PORT/',
  'https://hooks.example/\r\nHost: 127.0.0.1',
  'https://hooks.example:22/',
  'https://hooks.example:25/',
  'https://hooks.example:0/',
  'https://hooks.example:65536/',
  'https://hooks..example/',
  'https://.example/',
  'https://./',
  'https://1.2.3.4.5/',
  'https://256.1.1.1/',
  'https://99999999999/',
  'https://[::1/',
  'https://hooks.example,127.0.0.1/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/_POST',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'ws://127.0.0.1:PORT/',
  '',
  'https://',
  'https://?x',
  `https://hooks.example/${'a'.repeat(2_048)}`,
];

const resolve = async (host: string) => NAMES[host] ?? ['127.0.0.1'];

test.for(HOSTILE)('nothing is sent to %j', async (hostile) => {
  const sink = await openReceiver();
  const url = hostile.replaceAll('PORT', String(sink.port));
  const send = () => post({ url, headers: {}, body: '{}' }, { rules: toEgressRules([]), resolve, timeoutMs: 5_000 });
  let answer: Awaited<ReturnType<typeof post>> | undefined;
  const connects = await connectsDuring(async () => {
    answer = await send();
  });
  expect(answer).toMatchObject({ kind: 'failed', reason: 'refused' });
  expect([connects, sink.connections]).toEqual([0, 0]);
});

test('the sink hears of what is allowed, and so does the count of connections', async () => {
  const sink = await openReceiver();
  const rules = toEgressRules(['loopback.test']);
  const url = `http://loopback.test:${sink.port}/`;
  const connects = await connectsDuring(() => post({ url, headers: {}, body: '{}' }, { rules, resolve }));
  expect([connects, sink.connections]).toEqual([1, 1]);
});
