import { expect, test } from 'vitest';
import { writeAtOnce } from '../proof/many-writers.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';

test('processes that write to one database at once lose nothing and meet no error', async () => {
  const database = newDatabase();
  const { ids, errors } = await writeAtOnce(database, { processes: 6, writes: 40 });
  expect({ ids, errors }).toEqual({ ids: 240, errors: 0 });
  expect((await run(['stats'], { database })).stdout).toContain('Tasks: 240 total');
});
