import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newDatabase, newFolder } from './support/folder.ts';
import { runBin } from './support/run.ts';

test.runIf(process.platform === 'linux')(
  'without a home folder nothing is written where one happens to be',
  async () => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await runBin([], { env: { HOME: '', XDG_DATA_HOME: '' }, cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^task-manager-mcp: There is no home folder [^\n]+ DATABASE_URL [^\n]+\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  },
);

test('without a home folder a DATABASE_URL is all that the server and a command need', async () => {
  const cwd = newFolder();
  const database = newDatabase();
  const env = { DATABASE_URL: database, HOME: '', XDG_DATA_HOME: '' };
  const { code, stderr } = await runBin([], { env, cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await runBin(['list'], { env, cwd })).toEqual({ code: 0, stdout: 'No tasks found.\n', stderr: '' });
  expect(readdirSync(cwd)).toEqual([]);
});

test('without a home folder install says so and writes nothing', async () => {
  const cwd = newFolder();
  const { code, stderr } = await runBin(['install', 'cursor'], { env: { HOME: '' }, cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('Set HOME');
  expect(readdirSync(cwd)).toEqual([]);
});
