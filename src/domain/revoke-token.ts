import type { ApiToken } from './api-token.ts';
import type { Call } from './call.ts';
import { NotFound } from './errors.ts';

/** Ends a token by its name or id: its next call is refused and its open streams end. Throws NotFound. */
export async function revokeToken(call: Call, named: string): Promise<ApiToken> {
  const id = /^#?\d+$/.test(named) ? Number(named.replace('#', '')) : undefined;
  return call.store.write(async (tx) => {
    const found = (await tx.tokens.all()).find((token) => (id === undefined ? token.name === named : token.id === id));
    if (found === undefined)
      throw new NotFound(`Token ${JSON.stringify(named)} not found.`, 'See them with `token list`.');
    const at = call.now().toISOString();
    await tx.tokens.revoke(found.id, at);
    return { ...found, revoked_at: at };
  });
}
