import { expect, test } from 'vitest';
import { isSafeUrl, mustSignIn } from '../../src/http/auth-mode.ts';

const at = (host: string) => ({ host, publicUrl: undefined, allowedHosts: [] });

test.each([
  ['auto', '127.0.0.1', false],
  ['auto', '::1', false],
  ['auto', 'localhost', false],
  ['auto', '0.0.0.0', true],
  ['auto', '::', true],
  ['auto', '192.168.1.7', true],
  ['auto', '127.0.0.1.example.com', true],
  ['required', '127.0.0.1', true],
  ['required', '0.0.0.0', true],
  ['off', '127.0.0.1', false],
] as const)('AUTH %s on %s asks callers to sign in: %s', (mode, host, must) => {
  expect(mustSignIn(mode, at(host))).toBe(must);
});

test.each([
  ['auto', { publicUrl: 'https://tasks.example.com' }, true],
  ['auto', { publicUrl: 'http://localhost:8080/tasks' }, false],
  ['auto', { allowedHosts: ['tasks.example.com'] }, true],
  ['auto', { allowedHosts: ['localhost', '127.0.0.1:8080'] }, false],
  ['off', { publicUrl: 'https://tasks.example.com' }, false],
] as const)('AUTH %s on loopback that is reached as %o asks callers to sign in: %s', (mode, names, must) => {
  expect(mustSignIn(mode, { ...at('127.0.0.1'), ...names })).toBe(must);
});

test.each(['0.0.0.0', '::', 'tasks.example.com'])('AUTH off does not start where anybody could come, on %s', (host) => {
  expect(() => mustSignIn('off', at(host))).toThrow(`AUTH off would let anybody who reaches ${host}`);
});

test.each([
  ['https://issuer.example/tenant', true],
  ['http://127.0.0.1:4130', true],
  ['http://[::1]:4130', true],
  ['http://issuer.example', false],
  ['https://user@issuer.example', false],
  ['https://issuer.example?a=b', false],
  ['https://issuer.example#a', false],
  ['ftp://127.0.0.1', false],
  ['issuer.example', false],
])('keys may be fetched from %s: %s', (url, may) => {
  expect(isSafeUrl(url)).toBe(may);
});
