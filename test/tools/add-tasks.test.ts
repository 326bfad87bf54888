import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { numbered } from '../support/tasks.ts';

test('several tasks are added in order, a line each', async () => {
  const session = await openSession();
  const tasks = [
    { title: 'Design it', priority: 'high', due: '2026-11-25' },
    { title: 'Build it', tags: ['api'] },
  ];
  expect(await session.text('add_tasks', { tasks })).toBe('Created 2 tasks:\n#1: Design it\n#2: Build it');
  expect(await session.text('add_tasks', { tasks: [{ title: 'Ship it' }] })).toBe('Created 1 task:\n#3: Ship it');
});

test('tasks added together are one group of changes', async () => {
  const session = await openSession();
  expect(await session.data('add_tasks', { tasks: numbered(3) })).toMatchObject({
    tasks: [{ id: 1 }, { id: 2 }, { id: 3 }],
    change_id: 1,
  });
  expect(await session.resource('tasks://changes')).toMatchObject([
    { id: 3, group: 1 },
    { id: 2, group: 1 },
    { id: 1, group: 1 },
  ]);
});

test('the project of the call is for tasks that name none, and new projects are said', async () => {
  const session = await openSession();
  const tasks = [{ title: 'Design it', project: 'ios' }, { title: 'Build it' }];
  expect(await session.text('add_tasks', { tasks, project: 'web' })).toBe(
    'Created 2 tasks, new projects "ios", "web":\n#1: Design it\n#2: Build it',
  );
  expect(await session.text('add_tasks', { tasks: [{ title: 'Ship it' }], project: 'web' })).toBe(
    'Created 1 task:\n#3: Ship it',
  );
});

test.each([
  [{ title: 'ab' }, 'tasks[2].title must be 3+ characters'],
  [{ title: 'x'.repeat(51) }, 'tasks[2].title must be at most 50 characters, not 51'],
  [{ title: 7 }, 'tasks[2].title must be text, not 7'],
  [{}, "'tasks[2].title' is required"],
  [{ title: 'abc', priority: 'urgent' }, 'tasks[2].priority must be low, medium or high, not "urgent"'],
  [{ title: 'abc', due: '2026-02-30' }, 'tasks[2].due must be a real date, and "2026-02-30" is none'],
  [{ title: 'abc', tags: ['ok', 'a b'] }, 'tasks[2].tags[1] must be 1–50 letters'],
  [{ title: 'abc', project: '*' }, 'tasks[2].project must be 1–50 letters'],
  [{ title: 'abc', when: 'now' }, "unknown argument 'tasks[2].when'"],
  ['abc', 'tasks[2] must be an object, not "abc"'],
])('one bad task of several, %o, is named and none is added', async (bad, message) => {
  const session = await openSession();
  const tasks = [{ title: 'Design it' }, { title: 'Build it' }, bad];
  expect(await session.failure('add_tasks', { tasks })).toContain(`Error: ${message}`);
  expect(await session.text('list_tasks')).toBe('No tasks found.');
});

test('a hundred tasks are taken, none and more are refused', async () => {
  const session = await openSession();
  expect(await session.failure('add_tasks', { tasks: numbered(101) })).toBe(
    'Error: tasks must have at most 100 entries, not 101\nCorrect it and call add_tasks again.',
  );
  expect(await session.failure('add_tasks', { tasks: [] })).toContain('tasks must have at least 1 entry, not 0');
  expect(await session.failure('add_tasks', {})).toContain("Error: 'tasks' is required");
  await session.text('add_tasks', { tasks: numbered(100) });
  expect(await session.data('get_task_stats')).toMatchObject({ total: 100 });
});

test('an unknown field of a task is answered with the fields that a task has', async () => {
  const session = await openSession();
  expect(await session.failure('add_tasks', { tasks: [{ title: 'Build it', when: 'now' }] })).toContain(
    'title, description, priority, project, tags, due, assignee',
  );
});
