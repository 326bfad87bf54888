import { expect, test } from 'vitest';
import { parseEndpointUrl } from '../../src/webhooks/endpoint-url.ts';

const KEPT: readonly (readonly [given: string, kept: string])[] = [
  ['https://hooks.example', 'https://hooks.example/'],
  ['HTTPS://Hooks.Example:443/T/B?x=1', 'https://hooks.example/T/B?x=1'],
  ['https://hooks.example:8443/a@b', 'https://hooks.example:8443/a@b'],
  ['https://hooks.example/?to=a@b', 'https://hooks.example/?to=a@b'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['http://localhost:3000/', 'http://localhost:3000/'],
  ['https://my_host/', 'https://my_host/'],
  ['https://0x7f.1/', 'https://127.0.0.1/'],
  ['https://[::FFFF:127.0.0.1]:8080/', 'https://[::ffff:7f00:1]:8080/'],
];

test.for(KEPT)('%s is taken for %s', ([given, kept]) => {
  expect(parseEndpointUrl(given).href).toBe(kept);
});

const REFUSED: readonly (readonly [given: string, why: string])[] = [
  ['hooks.example/x', 'is no https: URL: such as https://hooks.example/tasks'],
  ['ftp://hooks.example/', 'is no https: URL: such as https://hooks.example/tasks'],
  ['https:/hooks.example', 'is no https: URL: such as https://hooks.example/tasks'],
  ['https://\\hooks.example', 'is no https: URL: such as https://hooks.example/tasks'],
  ['https://hooks.example/a b', 'contains white space or a backslash: write those percent-encoded'],
  ['https://hooks.example/\\x', 'contains white space or a backslash: write those percent-encoded'],
  ['https://hooks.example/x\n', 'contains white space or a backslash: write those percent-encoded'],
  ['https://hooks.example/x#', 'has a fragment: leave out everything from the # on'],
  [
    'https://ada:secret@hooks.example/',
    'has a user or password in it: leave that out: receivers know us by the signature',
  ],
  ['https://@hooks.example/', 'has a user or password in it: leave that out: receivers know us by the signature'],
  ['https://hooks.example.:8443/', 'has the host hooks.example.: names are letters, digits and -, separated by dots'],
  ['https://a..b/', 'has the host a..b: names are letters, digits and -, separated by dots'],
  ['https://a,b/', 'has the host a,b: names are letters, digits and -, separated by dots'],
  ['https://[::1%25lo]/', 'has no host that could exist: check its name and port'],
  ['https://hooks.example:99999/', 'has no host that could exist: check its name and port'],
  ['https://hooks.example:22/', 'has the port 22: that of its scheme and those from 1024 on are allowed'],
  [`https://hooks.example/${'x'.repeat(2_048)}`, 'has 2070 characters: at most 2048 are allowed'],
];

test.for(REFUSED)('%s is refused: it %s', ([given, why]) => {
  expect(() => parseEndpointUrl(given)).toThrow(`the URL ${why}`);
});

test('no refusal quotes the path, which often is the secret of the receiver', () => {
  for (const wrong of [
    'ftp://h/SECRET',
    'https://h/SECRET x',
    'https://h/SECRET#',
    'https://u:SECRET@h/',
    'https://h:1/SECRET',
  ])
    expect(() => parseEndpointUrl(wrong)).toThrow(/^(?!.*SECRET)/);
});
