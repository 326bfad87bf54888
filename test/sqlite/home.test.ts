import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { newDatabase, newFolder } from '../support/folder.ts';

test.runIf(process.getuid?.() === 0)('a user whom the system does not know can use it too', async () => {
  const [database, drop] = [newDatabase(), 'process.setgroups([]);process.setgid(54321);process.setuid(54321)'];
  const folder = newFolder();
  cpSync(dirname(BIN), folder, { recursive: true });
  for (const each of [folder, dirname(database)]) execFileSync('chmod', ['-R', 'a+rwX', each]);
  const { HOME, ...env } = childEnvironment({ DATABASE_URL: database });
  const args = [`--import=data:text/javascript,${drop}`, join(folder, 'bin.js'), 'list'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'No tasks found.\n', stderr: '' });
});
