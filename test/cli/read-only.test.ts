import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTaskManager } from '../../src/index.ts';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';

const REFUSED = /the list is read-only here\.?\s+Leave out --read-only, or READ_ONLY, to change it\.\n$/;

/** A list with one task, and a file to import. */
async function list() {
  const [database, more] = [newDatabase(), join(newFolder(), 'more.md')];
  await run(['add', 'Review PR'], { database });
  writeFileSync(more, '- [ ] Imported\n');
  return { database, more };
}

test('no command changes a list that is read-only, by flag or by variable', async () => {
  const { database, more } = await list();
  const before = (await run(['list', '--json'], { database })).stdout;
  for (const args of [
    ['add', 'Sneaked in'],
    ['add-many', '[{"title":"Sneaked in"}]'],
    ['done', '1'],
    ['update', '1', '--title', 'Sneaked in'],
    ['delete', '1'],
    ['delete', '1', '--include-subtasks'],
    ['next'],
    ['release', '1'],
    ['release', '1', '--force'],
    ['undo'],
    ['undo', '1'],
    ['import', more],
  ]) {
    for (const given of [
      await run([...args, '--read-only'], { database }),
      await run(args, { database, env: { READ_ONLY: 'true' } }),
    ]) {
      expect(given, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
      expect(given.stderr).toMatch(REFUSED);
    }
  }
  expect((await run(['list', '--json'], { database })).stdout).toBe(before);
});

test('what reads works on a list that is read-only, wherever the flag stands', async () => {
  const { database } = await list();
  expect((await run(['--read-only', 'list'], { database })).stdout).toBe('○ #1: Review PR [medium]\n');
  expect((await run(['show', '1', '--read-only'], { database })).code).toBe(0);
  expect((await run(['stats'], { database, env: { READ_ONLY: 'true' } })).code).toBe(0);
  expect((await run(['export', '--read-only'], { database })).stdout).toContain('Review PR');
});

test('the set of tools that hosts see leaves the command line alone', async () => {
  const { database } = await list();
  expect((await run(['show', '1', '--tools', 'core'], { database })).stdout).toContain('Review PR');
});

test('a program in the same process is held to it too', async ({ onTestFinished }) => {
  const { database } = await list();
  process.env.READ_ONLY = 'true';
  onTestFinished(() => {
    delete process.env.READ_ONLY;
  });
  const tasks = await openTaskManager({ url: database });
  await expect(tasks.call('add_task', { title: 'Sneaked in' })).rejects.toMatchObject({ code: 'invalid' });
  expect((await tasks.call('list_tasks')).data).toMatchObject({ total: 1 });
  await tasks.close();
});
