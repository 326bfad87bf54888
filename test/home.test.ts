import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, childEnvironment } from './support/child.ts';
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
