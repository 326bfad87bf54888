import { expect, test } from 'vitest';
import { countTogether, editDifferentFields } from '../proof/one-task.ts';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';

test('editors of different fields of one task lose nothing and refuse each other nothing', async () => {
  const database = newDatabase();
  expect(await editDifferentFields(database, { editors: 10, updates: 10 })).toEqual({ updates: 100, wrong: [] });
  expect(await audit(database)).toEqual([]);
});

test('editors who count in one field come to the exact sum, since every loser is told', async () => {
  const database = newDatabase();
  const { sum, wrong } = await countTogether(database, { editors: 4, updates: 10 });
  expect({ sum, wrong }).toEqual({ sum: 40, wrong: [] });
  expect(await audit(database)).toEqual([]);
});
