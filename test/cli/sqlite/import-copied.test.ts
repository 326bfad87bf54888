import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../support/audit.ts';
import { run } from '../../support/command.ts';
import { importing } from '../../support/importing.ts';

test('a number that is another task in a copied list is not taken for it', async () => {
  const { folder, file, database, relations } = importing();
  const copy = join(folder, 'copy.db');
  for (const title of ['Design', 'Build']) await run(['add', title], { database });
  await run(['backup', copy], { database });
  await run(['add', 'Test'], { database: copy });
  await run(['update', '2', '--blocked-by', '1,3'], { database: copy });
  await run(['add', 'Something else'], { database });
  await run(['export', '--output', file], { database: copy });
  const { stdout } = await run(['import', file], { database });
  expect(stdout).toContain('1 added, 1 updated, 1 unchanged.');
  expect(await relations()).toEqual([
    [1, null, []],
    [2, null, [1, 4]],
    [3, null, []],
    [4, null, []],
  ]);
  expect(await audit(database)).toEqual([]);
});
