import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newMessageId, newSigningSecret, SigningSecret } from '../../src/domain/signing-secret.ts';
import { signatureHeaders } from '../../src/webhooks/sign.ts';

const BODY = '{"type":"task.created","title":"Grüße 😀"}';
const signed = (secrets: readonly string[], at = new Date()) =>
  signatureHeaders({ id: 'msg_1', at, body: BODY, secrets });

test('the official library verifies what was signed, and nothing else', () => {
  const secret = newSigningSecret();
  const headers = signed([secret]);
  const receiver = new Webhook(secret);
  expect(receiver.verify(BODY, headers)).toEqual(JSON.parse(BODY));
  expect(() => receiver.verify(BODY.replace('ü', 'u'), headers)).toThrow('No matching signature');
  expect(() => receiver.verify(BODY, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching signature');
  expect(() => new Webhook(newSigningSecret()).verify(BODY, headers)).toThrow('No matching signature');
});

test('during a rotation receivers that know the old secret alone and the new one alone both verify', () => {
  const [older, newer] = [newSigningSecret(), newSigningSecret()];
  const headers = signed([newer, older]);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const secret of [older, newer]) expect(new Webhook(secret).verify(BODY, headers)).toEqual(JSON.parse(BODY));
  expect(() => new Webhook(older).verify(BODY, signed([newer]))).toThrow('No matching signature');
});

test('a message that is too old is refused by the receiver, and signed anew it is not', () => {
  const secret = newSigningSecret();
  const old = new Date(Date.now() - 6 * 60_000);
  expect(() => new Webhook(secret).verify(BODY, signed([secret], old))).toThrow('too old');
  expect(new Webhook(secret).verify(BODY, signed([secret]))).toEqual(JSON.parse(BODY));
});

test('the signature is the HMAC that the specification asks for', () => {
  const key = Buffer.alloc(24, 7);
  const headers = signed([`whsec_${key.toString('base64')}`], new Date(1_800_000_000_999));
  const expected = createHmac('sha256', key).update(`msg_1.1800000000.${BODY}`).digest('base64');
  expect(headers).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1800000000',
    'webhook-signature': `v1,${expected}`,
  });
});

test('new secrets and ids have the form of the specification and never repeat', () => {
  const secrets = Array.from({ length: 200 }, newSigningSecret);
  for (const secret of secrets) expect(SigningSecret.safeParse(secret).success).toBe(true);
  expect(new Set(secrets).size).toBe(200);
  // A dot would let two different messages be signed alike.
  expect(newMessageId()).toMatch(/^msg_[\w-]{22}$/);
});

const base64 = (bytes: number) => Buffer.alloc(bytes, 0xfb).toString('base64');

test.for([24, 25, 26, 32, 64])('a secret of %i bytes is taken', (bytes) => {
  expect(SigningSecret.safeParse(`whsec_${base64(bytes)}`).success).toBe(true);
});

test.for([
  `whsec_${base64(23)}`,
  `whsec_${base64(65)}`,
  base64(32),
  `whsec_${base64(32)}\n`,
  `whsec_${base64(32).replace(/=$/, '')}`,
  `whsec_${base64(24).replaceAll('+', '-').replaceAll('/', '_')}`,
  'whsec_',
  'secret',
])('%j is taken for no secret, and is not quoted', (wrong) => {
  const { error } = SigningSecret.safeParse(wrong);
  expect(error?.issues[0]?.message).toBe('must be whsec_ and 24–64 bytes in base64');
});
