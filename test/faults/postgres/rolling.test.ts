import { expect, test } from 'vitest';
import { writeWhileRolling } from '../../proof/rolling.ts';
import { audit } from '../../support/audit.ts';
import { newDatabase } from '../../support/folder.ts';

test('while three replicas are restarted one after the other no call with a key fails for good', async () => {
  const database = newDatabase();
  const outcome = await writeWhileRolling(database, { replicas: 3, callers: 6, rounds: 1 });
  expect(outcome).toMatchObject({ ended: 3, unclean: 0, lost: 0, doubled: 0, wrong: [] });
  expect(await audit(database)).toEqual([]);
}, 60_000);
