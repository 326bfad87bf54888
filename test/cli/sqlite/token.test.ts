import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';

test('a backup that is older than a revocation does not take it back', async () => {
  const [database, backup] = [newDatabase(), join(newFolder(), 'copy.db')];
  const token = (...args: string[]) => run(['token', ...args], { database });
  await token('create', 'lost');
  await token('create', 'kept');
  await run(['backup', backup], { database });
  await token('revoke', 'lost');
  expect((await run(['restore', backup], { database })).code).toBe(0);
  expect((await token('list')).stdout).toMatch(/^#2 kept: [^\n]*\n$/);
  expect((await token('create', 'lost')).stderr).toContain('Token #3 lost');
});
