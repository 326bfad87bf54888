import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { isSafeUrl } from './auth-mode.ts';

const TIMEOUT_MS = 5_000;
/** A failed discovery is not tried again by every request. */
const RETRY_MS = 2_000;

const Metadata = z.object({ issuer: z.string(), jwks_uri: z.string().refine(isSafeUrl) });

/**
 * Finds the issuer's keys by its metadata, at the first need; new ones are fetched when a token names an unknown key, at
 * most every 30 seconds. What it throws that is no refusal of the token means that the issuer cannot be asked.
 */
export function issuerKeys(issuer: string, now: () => Date): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  const find = () => {
    if (keys === undefined && now().getTime() - failedAt < RETRY_MS)
      throw new Error('the issuer was not to be reached');
    keys ??= discover(issuer).catch((error: unknown) => {
      keys = undefined;
      failedAt = now().getTime();
      throw error;
    });
    return keys;
  };
  return async (header, token) => (await find())(header, token);
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  for (const url of metadataUrls(issuer)) {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) {
      await answer.body?.cancel();
      continue;
    }
    const metadata = Metadata.parse(await answer.json());
    // Otherwise one issuer could speak for another: RFC 8414, section 3.3.
    if (metadata.issuer !== issuer) throw new Error('the metadata is of another issuer');
    return createRemoteJWKSet(new URL(metadata.jwks_uri), { timeoutDuration: TIMEOUT_MS });
  }
  throw new Error('the issuer has no metadata');
}

/** In the order in which the MCP specification has clients try them. */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map((name) => `/.well-known/${name}${path}`);
  const all = path === '' ? inserted : [...inserted, `${path}/.well-known/openid-configuration`];
  return all.map((each) => `${origin}${each}`);
}
