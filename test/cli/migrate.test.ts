import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { addTasks } from '../../src/domain/add-tasks.ts';
import { audit } from '../support/audit.ts';
import { isMade, rowsOf } from '../support/beside.ts';
import { BIN, childEnvironment } from '../support/child.ts';
import { run } from '../support/command.ts';
import { fillWithEverything, inList } from '../support/everything.ts';
import { newDatabase, newFolder } from '../support/folder.ts';

const newFile = () => join(newFolder(), 'tasks.db');

/** Starts a migration and kills it when it has brought over some tasks. */
async function killed(from: string, to: string): Promise<void> {
  const child = spawn(process.execPath, [BIN, 'migrate', '--from', from, '--to', to], { env: childEnvironment({}) });
  const ended = once(child, 'exit');
  while (child.exitCode === null && !(await hasTasks(to))) await sleep(5);
  child.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
}

async function hasTasks(database: string): Promise<boolean> {
  return (await isMade(database)) && (await rowsOf(database, 'SELECT id FROM tasks LIMIT 1')).length > 0;
}

test('migrate tells what has come over, and what to do next', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await fillWithEverything(from);
  const { code, stdout, stderr } = await run(['migrate', '--to', to], { database: from });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^table +rows {2}checksum, the same on both sides\nmeta +1 {2}[0-9a-f]{16}\ntasks +9 /);
  expect(stdout).toContain('Set DATABASE_URL to the new place wherever the list is used; the old one is as it was.\n');
  const { stdout: list } = await run(['list', '--status', 'all', '--json'], { database: to });
  expect(list).toBe((await run(['list', '--status', 'all', '--json'], { database: from })).stdout);
});

test('with --json it tells the whole checksums', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await run(['add', 'Task'], { database: from });
  const { stdout } = await run(['migrate', '--from', `sqlite:${from}`, '--to', to, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    from,
    resumed: false,
    tables: expect.arrayContaining([{ table: 'tasks', rows: 1, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) }]),
  });
});

test('a migration that was killed leaves no list, and goes on when it is started again', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await inList(from, async (call) => {
    const drafts = Array.from({ length: 6_000 }, (_, index) => ({
      title: `Task ${index}`,
      description: 'x'.repeat(500),
    }));
    await call.store.write((tx) => addTasks(tx, call, drafts, String));
  });
  await killed(from, to);
  for (const command of ['list', 'export']) {
    const refused = await run([command], { database: to });
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(refused.stderr).toMatch(/only a part is there\.\s+Run the same `migrate` again/);
  }
  expect((await run(['doctor'], { database: to })).stdout).toContain('only a part is there');
  const { code, stdout } = await run(['migrate', '--from', from, '--to', to]);
  expect(code).toBe(0);
  expect(stdout).toContain(', going on with one that was cut off.');
  expect((await run(['stats'], { database: to })).stdout).toContain('6000 total');
  expect(await audit(to)).toEqual([]);
});

test('no password is shown, and a wrong URL is named by its flag', async () => {
  const from = newFile();
  await run(['add', 'Task'], { database: from });
  const unreachable = await run(['migrate', '--from', from, '--to', 'postgres://ada:hunter2@127.0.0.1:1/tasks']);
  expect(unreachable.code).toBe(5);
  expect(unreachable.stderr).toContain(
    'Cannot migrate to 127.0.0.1:1/tasks: the database cannot be reached. Try again',
  );
  const wrong = await run(['migrate', '--from', from, '--to', 'mysql://ada:hunter2@127.0.0.1/tasks']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/^Cannot use a database of the kind "mysql:"\. Give --to a file path/);
  expect(unreachable.stderr + wrong.stderr).not.toContain('hunter2');
});

test('a read-only server migrates nothing', async () => {
  const [from, to] = [newFile(), newDatabase()];
  await run(['add', 'Task'], { database: from });
  const { code, stderr } = await run(['migrate', '--to', to], { database: from, env: { READ_ONLY: 'true' } });
  expect(code).toBe(2);
  expect(stderr).toContain('read-only');
  expect(await isMade(to)).toBe(false);
});
