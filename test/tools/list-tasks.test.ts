import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf, numbered } from '../support/tasks.ts';

test('an empty list says that no tasks were found', async () => {
  const session = await openSession();
  expect(await session.text('list_tasks')).toBe('No tasks found.');
  expect(await session.data('list_tasks')).toEqual({ tasks: [], total: 0 });
});

test('a task is one line: its state, number, title, priority and what else it has', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'Review PR', priority: 'high' },
    { title: 'Design it', project: 'web', tags: ['ui', 'api'], due: '2026-11-25', assignee: 'ada' },
    { title: 'Ship it', due: '2026-11-25T09:30+01:00' },
  ]);
  await session.text('update_task', { task_id: 2, status: 'in_progress' });
  await session.text('complete_task', { task_id: 3 });
  expect(await session.text('list_tasks')).toBe(
    [
      '○ #1: Review PR [high]',
      '▶ #2: Design it [medium] +web due 2026-11-25 @ada #api #ui',
      '✓ #3: Ship it [medium] due 2026-11-25T08:30Z',
    ].join('\n'),
  );
});

test('structured rows carry what the line says and no empty field', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'Review PR', description: 'Long.' },
    { title: 'Design it', project: 'web', tags: ['ui'], due: '2026-11-25', assignee: 'ada' },
  ]);
  expect(await session.data('list_tasks')).toEqual({
    tasks: [
      { id: 1, title: 'Review PR', priority: 'medium', completed: false, status: 'pending' },
      {
        id: 2,
        title: 'Design it',
        priority: 'medium',
        completed: false,
        status: 'pending',
        project: 'web',
        tags: ['ui'],
        due: '2026-11-25',
        assignee: 'ada',
      },
    ],
    total: 2,
  });
});

/** 1 and 2 pending, 3 in progress, 4 completed, 5 deleted. */
async function everyStatus() {
  const session = await openSession();
  await addAll(
    session,
    numbered(5, (n) => ({ priority: n === 1 ? 'low' : 'high' })),
  );
  await session.text('update_task', { task_id: 3, status: 'in_progress' });
  await session.text('complete_task', { task_id: 4 });
  await session.text('delete_task', { task_id: 5 });
  return session;
}

test.each([
  [{}, [1, 2, 3, 4]],
  [{ status: 'all' }, [1, 2, 3, 4]],
  [{ status: 'open' }, [1, 2, 3]],
  [{ status: 'pending' }, [1, 2]],
  [{ status: 'in_progress' }, [3]],
  [{ status: 'completed' }, [4]],
  [{ priority_filter: 'all' }, [1, 2, 3, 4]],
  [{ priority_filter: 'low' }, [1]],
  [{ priority_filter: 'medium' }, []],
  [{ priority_filter: 'high' }, [2, 3, 4]],
  [{ priority_filter: 'high', status: 'open' }, [2, 3]],
])('a list filtered by %o holds the tasks %o', async (filter, ids) => {
  const session = await everyStatus();
  expect(await idsOf(session, 'list_tasks', filter)).toEqual(ids);
});

test.each([
  [{ project: 'web' }, [1]],
  [{ project: 'WEB' }, [1]],
  [{ project: '*' }, [1, 2, 3]],
  [{ tag: 'api' }, [1, 2]],
  [{ tag: '#API' }, [1, 2]],
  [{ tag: 'nobody-has-it' }, []],
  [{ assignee: 'ada' }, [2, 3]],
  [{ assignee: '@ada' }, [2, 3]],
  [{ tag: 'api', assignee: 'ada' }, [2]],
])('a list filtered by %o holds the tasks %o, whatever the spelling', async (filter, ids) => {
  const session = await openSession();
  await addAll(session, [
    { title: 'One', project: 'web', tags: ['api'] },
    { title: 'Two', tags: ['api', 'ui'], assignee: 'ada' },
    { title: 'Three', project: 'ios', assignee: 'ada' },
  ]);
  expect(await idsOf(session, 'list_tasks', filter)).toEqual(ids);
});

test('a list of a project that does not exist names those that do', async () => {
  const session = await openSession();
  expect(await session.text('list_tasks', { project: 'wbe' })).toBe('No tasks found.\nThere is no project "wbe".');
  await addAll(session, [
    { title: 'One', project: 'web' },
    { title: 'Two', project: 'ios' },
  ]);
  expect(await session.text('list_tasks', { project: 'wbe' })).toBe(
    'No tasks found.\nThere is no project "wbe"; there are: ios, web.',
  );
  expect(await session.text('list_tasks', { project: 'web', status: 'completed' })).toBe('No tasks found.');
});

test('due_before leaves out what is due then or later, or never, and puts the first due first', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'The day itself', due: '2026-11-25' },
    { title: 'At noon of the day before', due: '2026-11-24T12:00Z' },
    { title: 'The day before', due: '2026-11-24' },
    { title: 'Never' },
    { title: 'Early the same day', due: '2026-11-25T00:30+01:00' },
    { title: 'The same day before', due: '2026-11-24' },
  ]);
  expect(await idsOf(session, 'list_tasks', { due_before: '2026-11-25' })).toEqual([3, 6, 2, 5]);
  expect(await idsOf(session, 'list_tasks', { due_before: '2026-11-24T12:00Z' })).toEqual([3, 6]);
  expect(await idsOf(session, 'list_tasks', { due_before: '2026-11-24' })).toEqual([]);
});

test('due_before with status "open" leaves out what is completed and keeps the order', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(4, (n) => ({ due: `2026-11-${20 - n}` })),
  );
  await session.text('complete_task', { task_id: 2 });
  await session.text('update_task', { task_id: 4, status: 'in_progress' });
  expect(await idsOf(session, 'list_tasks', { due_before: '2027-01-01', status: 'open' })).toEqual([4, 3, 1]);
});

test('a filter with an impossible value is refused by name', async () => {
  const session = await openSession();
  expect(await session.failure('list_tasks', { priority_filter: 'urgent' })).toBe(
    'Error: priority_filter must be low, medium, high or all, not "urgent"\nCorrect it and call list_tasks again.',
  );
  expect(await session.failure('list_tasks', { status: 'done' })).toBe(
    'Error: status must be ready, open, pending, in_progress, completed or all, not "done"\nCorrect it and call list_tasks again.',
  );
  expect(await session.failure('list_tasks', { due_before: '2026-02-30' })).toContain('due_before must be a real date');
});

test.each([
  [0, 'limit must be at least 1, not 0'],
  [201, 'limit must be at most 200, not 201'],
  [1.5, 'limit must be a whole number, not 1.5'],
])('a limit of %s is refused', async (limit, message) => {
  const session = await openSession();
  expect(await session.failure('list_tasks', { limit })).toBe(
    `Error: ${message}\nCorrect it and call list_tasks again.`,
  );
});
