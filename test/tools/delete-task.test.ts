import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf, numbered } from '../support/tasks.ts';

test('a deleted task is gone from lists, searches, statistics and resources', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(3, () => ({ tags: ['api'] })),
  );
  expect(await session.text('delete_task', { task_id: 2 })).toBe('Task #2 deleted. To restore it: undo change 4.');
  expect(await idsOf(session, 'list_tasks')).toEqual([1, 3]);
  expect(await idsOf(session, 'list_tasks', { tag: 'api' })).toEqual([1, 3]);
  expect(await idsOf(session, 'search_tasks', { query: 'task' })).toEqual([3, 1]);
  expect(await session.data('get_task_stats')).toMatchObject({ total: 2 });
  expect(await session.resource('tasks://all')).toMatchObject([{ id: 1 }, { id: 3 }]);
  expect(await session.failure('get_task', { task_id: 2 })).toContain('Task #2 not found.');
});

test('deleting answers with what was deleted and by which change', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.data('delete_task', { task_id: 1 })).toEqual({ deleted: [1], change_id: 2 });
});

test('deleting twice says the same and changes nothing', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.text('delete_task', { task_id: 1 })).toBe('Task #1 deleted.');
  expect(await session.data('delete_task', { task_id: 1 })).toEqual({ deleted: [] });
  expect(await session.resource('tasks://changes')).toHaveLength(2);
});

test('a task that never was cannot be deleted', async () => {
  const session = await openSession();
  expect(await session.failure('delete_task', { task_id: 1 })).toBe(
    'Task #1 not found.\nFind the id with list_tasks or search_tasks.',
  );
});

test('a deletion is in the log', async () => {
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR', project: 'web' });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.resource('tasks://changes')).toMatchObject([
    { id: 2, kind: 'task.deleted', task_id: 1, actor: 'ada', version: 2, project: 'web' },
    { id: 1, kind: 'task.created' },
  ]);
});
