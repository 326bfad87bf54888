import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newFolder } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

test('a backup that was made and restored under a running server brings its list back', async () => {
  const folder = newFolder();
  const [database, file] = [join(folder, 'tasks.db'), join(folder, 'copy.db')];
  const session = await openSession({ over: 'stdio', database });
  await session.text('add_task', { title: 'Kept' });
  expect(await run(['backup', file], { database })).toMatchObject({ code: 0, stderr: '' });
  await session.text('add_task', { title: 'Added later' });
  await session.text('complete_task', { task_id: 1 });

  const { stdout } = await run(['restore', file], { database });
  expect(await session.text('list_tasks')).toBe('○ #1: Kept [medium]');
  expect(await session.text('search_tasks', { query: 'kept' })).toContain('#1');
  expect(await session.text('get_task_stats')).toContain('1 total, 0 done');

  const kept = stdout.trim().split('The list as it was: ')[1] ?? '';
  expect((await run(['list'], { database: kept })).stdout).toContain('Added later');
});

test('after a restore no id is given a second time', async () => {
  const folder = newFolder();
  const [database, file] = [join(folder, 'tasks.db'), join(folder, 'copy.db')];
  await run(['add', 'Kept'], { database });
  await run(['backup', file], { database });
  for (const title of ['Second', 'Third']) await run(['add', title], { database });
  await run(['restore', file], { database });
  const { stdout } = await run(['add', 'Next', '--json'], { database });
  expect(JSON.parse(stdout).task.id).toBeGreaterThan(3);
});

test('a backup never overwrites a file', async () => {
  const folder = newFolder();
  const [database, file] = [join(folder, 'tasks.db'), join(folder, 'mine.txt')];
  writeFileSync(file, 'mine');
  await run(['add', 'Task'], { database });
  const { code, stderr } = await run(['backup', file], { database });
  expect({ code, stderr }).toEqual({ code: 5, stderr: 'there is a file of that name already. Name a new file.\n' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('what is no backup is not restored, and the list stays', async () => {
  const folder = newFolder();
  const [database, file] = [join(folder, 'tasks.db'), join(folder, 'mine.txt')];
  writeFileSync(file, 'mine');
  await run(['add', 'Task'], { database });
  expect(await run(['restore', file], { database })).toMatchObject({ code: 5 });
  expect(await run(['restore', join(folder, 'nope')], { database })).toMatchObject({ code: 5 });
  expect((await run(['list'], { database })).stdout).toContain('#1: Task');
});

test.for([
  ['no file', () => {}],
  ['an empty file', (path: string) => writeFileSync(path, '')],
] as const)('where there is %s yet, backup says that there is no list, and where', async ([, make]) => {
  const folder = newFolder();
  const database = join(folder, 'tasks.db');
  make(database);
  const { code, stderr } = await run(['backup', join(folder, 'copy.db')], { database });
  expect({ code, stderr }).toEqual({
    code: 5,
    stderr: `there is no task list yet at ${database}. Add a task, or name the list in DATABASE_URL.\n`,
  });
});
