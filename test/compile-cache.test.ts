import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newDatabase, newFolder } from './support/folder.ts';
import { runBin } from './support/run.ts';

test.skipIf(process.platform === 'win32')('compiled code is kept only where nobody else can write', async () => {
  const [home, unsafe] = [newFolder(), newFolder()];
  const cache = (folder: string) => join(folder, '.cache', 'task-manager-mcp');
  mkdirSync(cache(unsafe), { recursive: true });
  chmodSync(cache(unsafe), 0o777);
  for (const HOME of [home, unsafe]) await runBin([], { env: { DATABASE_URL: newDatabase(), HOME } });
  expect(statSync(cache(home)).mode & 0o777).toBe(0o700);
  expect(readdirSync(cache(home))).not.toEqual([]);
  expect(readdirSync(cache(unsafe))).toEqual([]);
});
