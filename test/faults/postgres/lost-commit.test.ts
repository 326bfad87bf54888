import { expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { Call } from '../../../src/domain/call.ts';
import { rowsOf } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { tell } from '../../support/list.ts';
import { type Judge, Relay } from '../../support/postgres/relay.ts';

/** A list behind a relay, after its first write. */
async function openBehind(): Promise<{ relay: Relay; call: Call; titles: () => Promise<unknown[]> }> {
  const database = newDatabase();
  const relay = await Relay.before(database);
  const { services, close } = await openApp(
    readConfig([], { LOG_LEVEL: 'silent', DATABASE_URL: relay.urlOf(database) }),
  );
  onTestFinished(async () => {
    await close();
    await relay.close();
  });
  const call = services.callFor('test');
  await tell(call, 'add_task', { title: 'First one' });
  relay.cutAll();
  const titles = async () =>
    (await rowsOf(database, "SELECT title FROM tasks WHERE title <> 'First one' ORDER BY id")).map(
      ({ title }) => title,
    );
  return { relay, call, titles };
}

/** Cuts the first connection that commits: before the server hears of it, or before the client hears that it was done. */
function cutAtCommit(when: 'sent' | 'answered'): () => Judge {
  let isCut = false;
  return () => {
    let isCommitting = false;
    return (direction, data) => {
      if (direction === 'sent') isCommitting = data.includes('COMMIT\0');
      if (isCut || !isCommitting || direction !== when) return true;
      isCut = true;
      return false;
    };
  };
}

test.each(['sent', 'answered'] as const)(
  'a call with a key has one effect when the connection is lost as COMMIT is %s',
  async (when) => {
    const { relay, call, titles } = await openBehind();
    relay.newJudge = cutAtCommit(when);
    const args = { title: 'Only once', idempotency_key: 'one' };
    const text = await tell(call, 'add_task', args);
    expect(text).toMatch(/^Created task #\d+: Only once/);
    expect(await tell(call, 'add_task', args)).toBe(text);
    expect(await titles()).toEqual(['Only once']);
  },
);

test.each([
  ['sent', []],
  ['answered', ['Perhaps']],
] as const)('a call without one is told that nobody knows when it is lost as COMMIT is %s', async (when, done) => {
  const { relay, call, titles } = await openBehind();
  relay.newJudge = cutAtCommit(when);
  await expect(tell(call, 'add_task', { title: 'Perhaps' })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('may or may not have been done'),
    retrySeconds: undefined,
  });
  expect(await titles()).toEqual(done);
});

test.each(['sent', 'answered'] as const)(
  'a call that only reads is answered when its connection is lost as COMMIT is %s',
  async (when) => {
    const { relay, call } = await openBehind();
    relay.newJudge = cutAtCommit(when);
    expect(await tell(call, 'list_tasks')).toBe('○ #1: First one [medium]');
  },
);

test('a call whose connection is lost before COMMIT is done all the same', async () => {
  const { relay, call, titles } = await openBehind();
  let cuts = 0;
  relay.newJudge = () => (direction, data) => direction === 'answered' || !data.includes('insert into') || ++cuts > 2;
  await tell(call, 'add_task', { title: 'Without a key' });
  expect(cuts).toBeGreaterThan(2);
  expect(await titles()).toEqual(['Without a key']);
});

test('a connection that is lost while it is made, begins or rolls back harms nobody', async () => {
  const { relay, call } = await openBehind();
  for (const word of ['search_path', 'BEGIN', 'pg_is_in_recovery', 'ROLLBACK']) {
    let cuts = 0;
    relay.newJudge = () => (direction, data) => direction === 'answered' || !data.includes(word) || ++cuts > 2;
    relay.cutAll();
    await expect(tell(call, 'complete_task', { task_id: 99 })).rejects.toMatchObject({ code: 'not_found' });
  }
});
