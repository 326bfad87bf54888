import { expect, test } from 'vitest';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';
import { addAll, idsOf } from '../support/tasks.ts';

/** Tasks 1 in web, 2 in ios, 3 in none; and a session whose TASK_PROJECT is web. */
async function inProjectWeb() {
  const everybody = await openSession();
  await addAll(everybody, [
    { title: 'Task one', project: 'web', due: '2026-11-25' },
    { title: 'Task two', project: 'ios' },
    { title: 'Task three' },
  ]);
  // The legacy client keeps no answers of resources for a while.
  return openSession({ database: everybody.database, env: { TASK_PROJECT: 'Web' }, era: 'legacy' });
}

test('TASK_PROJECT is where tasks are added unless the call names another project', async () => {
  const session = await openSession({ env: { TASK_PROJECT: 'web' } });
  expect(await session.text('add_task', { title: 'Review PR' })).toBe(
    'Created task #1: Review PR (medium), new project "web"',
  );
  expect(await session.text('add_task', { title: 'Review PR', project: 'ios' })).toBe(
    'Created task #2: Review PR (medium), new project "ios"',
  );
  expect(await session.text('add_tasks', { tasks: [{ title: 'Build it' }, { title: 'Ship it', project: 'tv' }] })).toBe(
    'Created 2 tasks, new project "tv":\n#3: Build it\n#4: Ship it',
  );
});

test('TASK_PROJECT is the filter of what is read', async () => {
  const session = await inProjectWeb();
  expect(await idsOf(session, 'list_tasks')).toEqual([1]);
  expect(await idsOf(session, 'search_tasks', { query: 'task' })).toEqual([1]);
  expect(await session.text('get_task_stats')).toContain('Tasks: 1 total');
  expect(await session.text('get_task_stats')).toContain('(only project web)');
  expect(await session.resource('tasks://all')).toMatchObject([{ id: 1 }]);
  expect(await session.resource('tasks://open')).toMatchObject([{ id: 1 }]);
  expect(await session.resource('tasks://stats')).toMatchObject({ total: 1 });
});

test('another project named in the call goes before TASK_PROJECT', async () => {
  const session = await inProjectWeb();
  expect(await idsOf(session, 'list_tasks', { project: 'ios' })).toEqual([2]);
  expect(await idsOf(session, 'search_tasks', { query: 'task', project: 'ios' })).toEqual([2]);
  expect(await session.resource('tasks://project/ios')).toMatchObject([{ id: 2 }]);
});

test('project "*" reads all projects in spite of TASK_PROJECT', async () => {
  const session = await inProjectWeb();
  expect(await idsOf(session, 'list_tasks', { project: '*' })).toEqual([1, 2, 3]);
  expect(await idsOf(session, 'search_tasks', { query: 'task', project: '*' })).toEqual([3, 2, 1]);
  expect(await session.data('get_task_stats', { project: '*' })).toMatchObject({ total: 3 });
});

test('a task of another project is still reached by its number', async () => {
  const session = await inProjectWeb();
  expect(await session.text('complete_task', { task_id: 2 })).toBe('Task #2 completed.');
  expect(await session.text('get_task', { task_id: 3 })).toContain('#3: Task three');
});

test('no task can be put into the project "*"', async () => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'Review PR', project: '*' })).toBe(
    'Error: project must be 1–50 letters, digits, ".", "_" or "-", such as "web-shop", not "*"\nCorrect it and call add_task again.',
  );
});

test('TASK_PROJECT is the filter of the changes that are read', async () => {
  const session = await inProjectWeb();
  expect(await session.resource('tasks://changes')).toMatchObject([{ task_id: 1 }]);
});

test('an empty answer under TASK_PROJECT says that only the default was looked at', async () => {
  const database = newDatabase();
  const everywhere = await openSession({ database });
  await everywhere.text('add_task', { title: 'Outside' });
  const limited = await openSession({ database, env: { TASK_PROJECT: 'web' } });
  const nothing = 'No tasks found.\nThere is no project "web" (the default here). project: "*" shows all.';
  expect(await limited.text('list_tasks')).toBe(nothing);
  expect(await limited.text('search_tasks', { query: 'outside' })).toBe(nothing);
  await limited.text('add_task', { title: 'Inside' });
  expect(await limited.text('search_tasks', { query: 'outside' })).toBe(
    'No tasks found.\nOnly project "web" was looked at (the default here). project: "*" shows all.',
  );
  expect(await limited.text('search_tasks', { query: 'outside', project: '*' })).toContain('Outside');
});
