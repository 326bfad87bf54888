import { tokenIdOf } from './api-token.ts';
import type { Call } from './call.ts';
import { Forbidden } from './errors.ts';
import type { Principal } from './principal.ts';

/**
 * Throws Forbidden when the principal's token has expired or was revoked, by whichever process, since the call began.
 * `store` is that of the whole list: whoever may only read tasks finds no tokens.
 */
export async function checkStanding(
  { store, now }: Pick<Call, 'store' | 'now'>,
  principal: Pick<Principal, 'id' | 'expiresAt'>,
): Promise<void> {
  const isExpired = principal.expiresAt !== undefined && principal.expiresAt <= now();
  const id = tokenIdOf(principal);
  const isLive = async (token: number) => (await store.read((tx) => tx.tokens.live([token]))).length > 0;
  if (isExpired || (id !== undefined && !(await isLive(id))))
    throw new Forbidden('your token has expired or was revoked while the call waited', 'Sign in again.');
}
