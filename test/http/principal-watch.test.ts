import { afterEach, expect, test, vi } from 'vitest';
import { principalOf } from '../../src/domain/api-token.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { PrincipalWatch } from '../../src/http/principal-watch.ts';
import { run } from '../support/command.ts';
import { openHttp } from '../support/http.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Somebody who has signed in with a token. */
async function signedIn(lifetimeMs?: number, now?: () => Date) {
  const http = await openHttp(now && { now });
  const wish = { name: 'ci', scopes: ['tasks:read'], lifetimeMs };
  const { token } = await createToken(http.everything, wish);
  return { ...http, principal: principalOf(token) };
}

test('what is open ends within 5 s when another process revokes the token', async () => {
  const { auth, principal, database } = await signedIn();
  const ends = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  for (const end of ends) auth.watchPrincipal(principal, () => end.resolve(performance.now()));
  await run(['token', 'revoke', 'ci'], { database });
  const revoked = performance.now();
  for (const end of ends) expect((await end.promise) - revoked).toBeLessThan(5_000);
});

test('a token that was revoked just before it is watched ends what it opens', async () => {
  const { auth, principal, everything } = await signedIn();
  await everything.store.write((tx) => tx.tokens.revoke(1, '2026-11-22T12:00:00.000Z'));
  await new Promise<boolean>((resolve) => auth.watchPrincipal(principal, resolve));
});

test('whoever ends a watch hears nothing more, and other tokens are left alone', async () => {
  const { auth, principal, everything } = await signedIn();
  const ended: string[] = [];
  const { token } = await createToken(everything, { name: 'other', scopes: ['tasks:read'], lifetimeMs: undefined });
  auth.watchPrincipal(principal, () => ended.push('stopped'))();
  auth.watchPrincipal(principalOf(token), () => ended.push('other'));
  await new Promise<boolean>((resolve) => {
    auth.watchPrincipal(principal, resolve);
    void everything.store.write((tx) => tx.tokens.revoke(1, '2026-11-22T12:00:00.000Z'));
  });
  expect(ended).toEqual([]);
});

test.each([60_000, 400 * 86_400_000])('what is open ends when a token that lasts %i ms expires', async (lifetimeMs) => {
  const at = Date.now();
  const { auth, principal } = await signedIn(lifetimeMs, () => new Date(at));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended: string[] = [];
  const onEnd = (isRevoked: boolean) => void ended.push(isRevoked ? 'revoked' : 'expired');
  auth.watchPrincipal({ ...principal, id: 'oauth:ada' }, onEnd);
  vi.advanceTimersByTime(lifetimeMs - 1);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['expired']);
});

test('a revocation that falls into a look is seen by the next one', async () => {
  const { principal, everything } = await signedIn();
  const { store, now } = everything;
  let looks = 0;
  const watch = new PrincipalWatch({
    now,
    store: {
      ...store,
      async read(work) {
        const found = await store.read(work);
        if (++looks > 1) return found;
        const told = Promise.withResolvers<void>();
        const unwatch = store.watch(told.resolve);
        await store.write((tx) => tx.tokens.revoke(1, '2026-11-22T12:00:00.000Z'));
        await told.promise;
        unwatch();
        return found;
      },
    },
  });
  await new Promise<boolean>((resolve) => watch.watch(principal, resolve));
  expect(looks).toBe(2);
});
