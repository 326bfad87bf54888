import { z } from 'zod';
import { Invalid } from '../domain/errors.ts';
import { hostnameOf, isLoopback, type Places } from './front-door.ts';

export const AUTH_MODES = ['auto', 'required', 'off'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** Where a server can be reached. */
type Reach = Pick<Places, 'host' | 'publicUrl' | 'allowedHosts'>;

/**
 * Whether whoever comes must sign in to the server. Throws Invalid where anybody could come unasked. What has a name
 * besides loopback stands behind a proxy, for others than this machine; only that proxy may be trusted to sign them in,
 * by AUTH off.
 */
export function mustSignIn(mode: AuthMode, { host, publicUrl, allowedHosts }: Reach): boolean {
  if (mode === 'required') return true;
  const names = [...allowedHosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
  if (isLoopback(host)) return mode === 'auto' && !names.every((name) => isLoopback(hostnameOf(name) ?? ''));
  if (mode === 'auto') return true;
  throw new Invalid(
    `AUTH off would let anybody who reaches ${host} read and change the tasks`,
    'Leave AUTH out and make tokens with `token create`, or listen on 127.0.0.1.',
  );
}

/** Keys and tokens must not travel in the open. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Who issues access tokens, letter by letter as they name themselves. */
export const Issuer = z.string().refine(isSafeUrl, 'must be an https: URL without user, query or fragment');
