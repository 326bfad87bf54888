import { z } from 'zod';
import { Invalid } from '../domain/errors.ts';
import { isLoopback } from './front-door.ts';

export const AUTH_MODES = ['auto', 'required', 'off'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** Whether whoever comes must sign in to a server that listens there. Throws Invalid where anybody could come unasked. */
export function mustSignIn(mode: AuthMode, host: string): boolean {
  if (mode === 'required') return true;
  if (isLoopback(host)) return false;
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
