import { expect, test } from 'vitest';
import { retryWhileKilled } from '../proof/retriers.ts';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';

test('a call with a key has one effect and one answer, however often it is sent to servers that are killed', async () => {
  const database = newDatabase();
  const { keys, effects, wrong } = await retryWhileKilled(database, { servers: 2, callers: 2, lives: 2 });
  expect({ effects, wrong }).toEqual({ effects: keys, wrong: [] });
  expect(await audit(database)).toEqual([]);
});
