import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll } from '../support/tasks.ts';

test('statistics of an empty list are zeros', async () => {
  const session = await openSession();
  expect(await session.text('get_task_stats')).toBe(
    'Tasks: 0 total, 0 done, 0 pending. By priority: low=0, medium=0, high=0',
  );
});

test('pending in the line means not completed, and says how many of them are in progress', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'One', priority: 'high' },
    { title: 'Two', priority: 'high' },
    { title: 'Three', priority: 'low' },
  ]);
  await session.text('complete_task', { task_id: 3 });
  expect(await session.text('get_task_stats')).toBe(
    'Tasks: 3 total, 1 done, 2 pending. By priority: low=1, medium=0, high=2',
  );
  await session.text('update_task', { task_id: 1, status: 'in_progress' });
  expect(await session.text('get_task_stats')).toBe(
    'Tasks: 3 total, 1 done, 2 pending. By priority: low=1, medium=0, high=2 (1 of the pending in progress)',
  );
  expect(await session.data('get_task_stats')).toEqual({
    total: 3,
    completed: 1,
    pending: 1,
    in_progress: 1,
    by_priority: { low: 1, medium: 0, high: 2 },
  });
});

test('statistics of one project count only its tasks and say so', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'One', project: 'web' }, { title: 'Two', project: 'ios' }, { title: 'Three' }]);
  expect(await session.text('get_task_stats', { project: 'web' })).toBe(
    'Tasks: 1 total, 0 done, 1 pending. By priority: low=0, medium=1, high=0 (only project web)',
  );
  expect(await session.text('get_task_stats', { project: '*' })).toBe(
    'Tasks: 3 total, 0 done, 3 pending. By priority: low=0, medium=3, high=0',
  );
});

test('both facts about the count stand in one bracket', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'One', project: 'web' });
  await session.text('update_task', { task_id: 1, status: 'in_progress' });
  expect(await session.text('get_task_stats', { project: 'web' })).toContain(
    '(1 of the pending in progress; only project web)',
  );
});

test('statistics follow every kind of change', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'One', project: 'web' }, { title: 'Two', project: 'web' }, { title: 'Three' }]);
  await session.text('update_task', { task_id: 1, project: null, priority: 'high' });
  await session.text('delete_task', { task_id: 2 });
  await session.text('complete_task', { task_id: 3 });
  await session.text('update_task', { task_id: 3, status: 'pending', priority: 'low', project: 'web' });
  expect(await session.data('get_task_stats')).toMatchObject({
    total: 2,
    completed: 0,
    pending: 2,
    by_priority: { low: 1, medium: 0, high: 1 },
  });
  expect(await session.data('get_task_stats', { project: 'web' })).toMatchObject({ total: 1, by_priority: { low: 1 } });
});

test('statistics of a project that does not exist name those that do', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'One', project: 'web' });
  expect(await session.text('get_task_stats', { project: 'wbe' })).toContain(
    'There is no project "wbe"; there are: web.',
  );
});
