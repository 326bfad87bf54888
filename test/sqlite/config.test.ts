import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newDatabase, newFolder } from '../support/folder.ts';
import { callWith } from '../support/started-with.ts';

test.each([
  ['a path', (path: string) => path],
  ['a sqlite: URL', (path: string) => `sqlite:${path}`],
  ['a sqlite:// URL', (path: string) => `sqlite://${path}`],
  ['a file: URL', (path: string) => `file://${path}`],
])('DATABASE_URL may be %s', async (_, toUrl) => {
  const path = newDatabase();
  await callWith([], { DATABASE_URL: toUrl(path) });
  expect(existsSync(path)).toBe(true);
});

describe('the default database', () => {
  test.runIf(process.platform === 'linux')('stands in the data folder of the user', async () => {
    const [home, data] = [newFolder(), join(newFolder(), 'not', 'there', 'yet')];
    await callWith([], { HOME: home, XDG_DATA_HOME: data });
    expect(existsSync(join(data, 'task-manager-mcp', 'tasks.db'))).toBe(true);
  });

  test.runIf(process.platform === 'linux').each(['', 'relative/path'])(
    'stands below the home folder when XDG_DATA_HOME is "%s"',
    async (data) => {
      const home = newFolder();
      await callWith([], { HOME: home, XDG_DATA_HOME: data });
      expect(existsSync(join(home, '.local', 'share', 'task-manager-mcp', 'tasks.db'))).toBe(true);
    },
  );
});
