import { expect, test } from 'vitest';
import { readWhileWritten } from '../proof/log-readers.ts';
import { newDatabase } from '../support/folder.ts';

test('whoever follows the log misses nothing that processes write to it, killed ones too, and sees the changes of a task in order', async () => {
  const { told, wrong } = await readWhileWritten(newDatabase(), { writers: 3, changes: 150, killEveryMs: 1_500 });
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThanOrEqual(450);
});
