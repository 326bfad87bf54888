import { type ApiToken, isOver, SECRET_PREFIX } from './api-token.ts';
import type { Call } from './call.ts';

/** How old what is known of the last use may be: a write for every call would cost more than the call. */
const USE_KNOWN_MS = 3_600_000;

type Place = Pick<Call, 'store' | 'now'>;

export function isApiSecret(credential: string): boolean {
  return credential.startsWith(SECRET_PREFIX);
}

/** The token with that secret, if it is still good. */
export async function findToken({ store, now }: Place, secret: string): Promise<ApiToken | undefined> {
  const token = await store.read((tx) => tx.tokens.find(secret));
  return token === undefined || isOver(token, now()) ? undefined : token;
}

/** Remembers that it was used, unless that is known to the hour or the list cannot be written. */
export async function noteUse({ store, now }: Place, { id, last_used_at }: ApiToken): Promise<void> {
  const at = now();
  if (store.isReadOnly || (last_used_at !== null && at.getTime() - Date.parse(last_used_at) < USE_KNOWN_MS)) return;
  await store.write((tx) => tx.tokens.use(id, at.toISOString()));
}
