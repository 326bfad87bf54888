import { z } from 'zod';
import { newSecret } from './secret.ts';

/** By which every log masks it, and by which receivers' libraries know it. */
const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;
/** As many as HMAC-SHA256 can make use of. */
const NEW_BYTES = 32;

/** What a receiver checks signatures with, in the form of Standard Webhooks: plain base64, padded. */
export const SigningSecret = z.string().refine(
  (text) => {
    const [, digits = ''] = /^whsec_([A-Za-z\d+/]+)={0,2}$/.exec(text) ?? [];
    const bytes = (text.length - PREFIX.length) % 4 === 0 ? Math.floor((digits.length * 3) / 4) : 0;
    return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
  },
  // The value must not be quoted: it is a secret, if a wrong one.
  `must be ${PREFIX} and ${MIN_BYTES}–${MAX_BYTES} bytes in base64`,
);

export function newSigningSecret(): string {
  const random = crypto.getRandomValues(new Uint8Array(NEW_BYTES));
  return `${PREFIX}${btoa(String.fromCharCode(...random))}`;
}

/** Names one message to one endpoint for ever: every attempt carries it, so receivers know a message that comes twice. */
export function newMessageId(): string {
  return newSecret('msg_', 16);
}
