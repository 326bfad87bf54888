import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * Text that only whoever has `secret` can read: a stored answer may hold a lease token, which nobody should find in a
 * file or a backup.
 */
export function seal(text: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What `seal` closed. Throws when it was another secret. */
export function open(sealed: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const opening = createDecipheriv(CIPHER, keyOf(secret), bytes.subarray(0, NONCE_BYTES));
  opening.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([opening.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opening.final()]).toString('utf8');
}

/** Another digest than the one under which the answer is found. */
function keyOf(secret: string): Buffer {
  return createHash('sha256').update('seal\0').update(secret).digest();
}
