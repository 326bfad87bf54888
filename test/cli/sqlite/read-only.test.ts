import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';

test('a list that is read-only, by flag or by variable, is not put back to a backup', async () => {
  const [database, backup] = [newDatabase(), join(newFolder(), 'copy.db')];
  await run(['backup', backup], { database });
  await run(['add', 'Review PR'], { database });
  for (const given of [
    await run(['restore', backup, '--read-only'], { database }),
    await run(['restore', backup], { database, env: { READ_ONLY: 'true' } }),
  ]) {
    expect(given).toMatchObject({ code: 2, stdout: '' });
    expect(given.stderr).toMatch(
      /the list is read-only here\.?\s+Leave out --read-only, or READ_ONLY, to change it\.\n$/,
    );
  }
  expect((await run(['list'], { database })).stdout).toBe('○ #1: Review PR [medium]\n');
});
