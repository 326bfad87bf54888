import { expect, test } from 'vitest';
import { principalOf } from '../../src/domain/api-token.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { revokeToken } from '../../src/domain/revoke-token.ts';
import { openList, tell } from '../support/list.ts';

const HOUR_MS = 3_600_000;
const OVER = 'your token has expired or was revoked while the call waited';

/** A call of whoever has signed in, and its answer once it waits for a change. */
async function waiting() {
  let at = Date.now();
  const list = await openList({ now: () => new Date(at) });
  const wish = { name: 'ci', scopes: ['tasks:read'], lifetimeMs: HOUR_MS };
  const { token } = await createToken(list.everything, wish);
  const begun = Promise.withResolvers<void>();
  const call = { ...list.as(principalOf(token)), waiting: begun.resolve };
  const answer = tell(call, 'get_changes', { wait_seconds: 50 });
  answer.catch(() => {});
  await begun.promise;
  const expire = () => {
    at += HOUR_MS;
  };
  return { ...list, answer, expire };
}

test('a waiting call whose token is good hears of the change', async () => {
  const { everything, answer } = await waiting();
  await tell(everything, 'add_task', { title: 'Review PR' });
  expect(await answer).toContain('Review PR');
});

test('a waiting call ends without data when its token is revoked', async () => {
  const { everything, answer } = await waiting();
  await revokeToken(everything, 'ci');
  await expect(answer).rejects.toThrow(OVER);
});

test('what is committed after the token was revoked or has expired is not told', async () => {
  const revoked = await waiting();
  await Promise.all([revokeToken(revoked.everything, 'ci'), tell(revoked.everything, 'add_task', { title: 'Secret' })]);
  await expect(revoked.answer).rejects.toThrow(OVER);
  const expired = await waiting();
  expired.expire();
  await tell(expired.everything, 'add_task', { title: 'Secret' });
  await expect(expired.answer).rejects.toThrow(OVER);
});
