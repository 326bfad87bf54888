import { expect, test } from 'vitest';
import { endUnderLoad } from '../proof/ending.ts';
import { mixStrangers } from '../proof/mixing.ts';
import { slowDown } from '../proof/slowing.ts';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';

test('strangers with the same request ids never get a byte of each other', async () => {
  const { calls, wrong } = await mixStrangers(newDatabase(), { clients: 20, calls: 50 });
  expect({ calls, wrong }).toEqual({ calls: 1_000, wrong: [] });
});

test('slow clients take nothing from a good one', async () => {
  const { aloneMs, amongMs, refused } = await slowDown(newDatabase(), {
    slow: 90,
    calls: 200,
    fullMs: 500,
    restMs: 500,
  });
  expect(refused).toBe(0);
  // A machine under test has slow moments of its own; the proof is stricter.
  expect(amongMs).toBeLessThan(aloneMs * 4 + 5);
});

test('a service that is ended under load has answered whatever it has begun, and keys make the rest safe', async () => {
  const database = newDatabase();
  const { answered, wrong } = await endUnderLoad(database, { ends: 2, callers: 6, lifeMs: 500 });
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(await audit(database)).toEqual([]);
});
