import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { NOON } from '../support/tasks.ts';

const FULL = {
  title: 'Review PR',
  description: 'Look at the indexes.',
  priority: 'high',
  project: 'web',
  tags: ['api', 'sql'],
  due: '2026-11-25',
  assignee: 'ada',
};

async function withFullTask() {
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', FULL);
  return session;
}

test.each([
  [{ title: 'Review the PR' }, 'title "Review PR" → "Review the PR"'],
  [{ description: 'Look at it.' }, 'description changed'],
  [{ priority: 'low' }, 'priority high → low'],
  [{ status: 'in_progress' }, 'status pending → in_progress'],
  [{ project: null }, 'project web → none'],
  [{ tags: ['sql', 'ui'] }, 'tags +#ui −#api'],
  [{ due: '2026-11-26T10:00+01:00' }, 'due 2026-11-25 → 2026-11-26T09:00Z'],
  [{ assignee: 'Grace Hopper' }, 'assignee ada → "Grace Hopper"'],
])('an update with %o says what it was and what it is', async (patch, text) => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, ...patch })).toBe(`Task #1 updated: ${text}`);
});

test('an update of several fields names each, in the order of the arguments that the tool takes', async () => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, due: null, priority: 'medium', title: 'Merge PR' })).toBe(
    'Task #1 updated: title "Review PR" → "Merge PR", priority high → medium, due 2026-11-25 → none',
  );
});

test('an update leaves every other field as it is', async () => {
  const session = await withFullTask();
  expect(await session.data('update_task', { task_id: 1, priority: 'low' })).toMatchObject({
    task: { ...FULL, priority: 'low', version: 2, created_by: 'ada' },
    change_id: 2,
  });
});

test('null clears a field', async () => {
  const session = await withFullTask();
  const cleared = { description: null, project: null, tags: null, due: null, assignee: null };
  expect(await session.text('update_task', { task_id: 1, ...cleared })).toBe(
    'Task #1 updated: description changed, project web → none, tags −#api −#sql, due 2026-11-25 → none, assignee ada → none',
  );
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { description: '', project: null, tags: [], due: null, assignee: null },
  });
});

test.each([
  [{ title: null }, 'title must be text, not null'],
  [{ priority: null }, 'priority must be low, medium or high, not null'],
  [{ status: null }, 'status must be pending, in_progress or completed, not null'],
])('what a task cannot be without is not cleared: %o is refused', async (patch, message) => {
  const session = await withFullTask();
  expect(await session.failure('update_task', { task_id: 1, ...patch })).toBe(
    `Error: ${message}\nCorrect it and call update_task again.`,
  );
});

test('an update with the values that the task has changes nothing and says so', async () => {
  const session = await withFullTask();
  const before = await session.data('get_task', { task_id: 1 });
  expect(await session.text('update_task', { task_id: 1, ...FULL, due: ' 2026-11-25 ' })).toBe('Task #1 unchanged.');
  expect(await session.data('update_task', { task_id: 1, ...FULL })).toEqual({ task: before.task });
  expect(await session.data('get_task', { task_id: 1 })).toEqual(before);
});

test('the same instant with another offset is no change', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', due: '2026-11-25T09:00+01:00' });
  expect(await session.text('update_task', { task_id: 1, due: '2026-11-25T08:00:00Z' })).toBe('Task #1 unchanged.');
});

test('the same tags in another order are no change', async () => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, tags: ['#SQL', 'api'] })).toBe('Task #1 unchanged.');
});

test('an update of nothing names what can be updated', async () => {
  const session = await withFullTask();
  expect(await session.failure('update_task', { task_id: 1 })).toBe(
    'Error: nothing to update\nGive at least one of: title, description, priority, status, project, tags, due, assignee, parent_id, blocked_by, note.',
  );
});

test('a completed task is reopened by status pending and has no completion time then', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1 });
  expect(await session.text('update_task', { task_id: 1, status: 'pending' })).toBe(
    'Task #1 updated: status completed → pending',
  );
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { status: 'pending', completed: false, completed_at: null, version: 3 },
    changes: [{ kind: 'task.reopened' }, { kind: 'task.completed' }, { kind: 'task.created' }],
  });
});

test('an update to status completed completes the task', async () => {
  const session = await openSession({ now: NOON });
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.data('update_task', { task_id: 1, status: 'completed' })).toMatchObject({
    task: { completed: true, completed_at: '2026-11-22T12:00:00.000Z' },
  });
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    changes: [{ kind: 'task.completed' }, { kind: 'task.created' }],
  });
});

test('a note alone is added without a new version of the task', async () => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, note: 'Waiting for CI.' })).toBe(
    'Task #1 updated: note added',
  );
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { version: 1 },
    notes: [{ actor: 'ada', text: 'Waiting for CI.' }],
  });
});

test('a retried note is stored once', async () => {
  const session = await withFullTask();
  await session.text('update_task', { task_id: 1, note: 'Waiting for CI.' });
  expect(await session.text('update_task', { task_id: 1, note: ' Waiting for CI.\r\n' })).toBe('Task #1 unchanged.');
  await session.text('update_task', { task_id: 1, note: 'CI is green.' });
  await session.text('update_task', { task_id: 1, note: 'Waiting for CI.' });
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    notes: [{ text: 'Waiting for CI.' }, { text: 'CI is green.' }, { text: 'Waiting for CI.' }],
  });
});

test('two actors may write the same note', async () => {
  const ada = await withFullTask();
  const grace = await openSession({ database: ada.database, env: { TASK_ACTOR: 'grace' } });
  await ada.text('update_task', { task_id: 1, note: 'Seen.' });
  await grace.text('update_task', { task_id: 1, note: 'Seen.' });
  expect(await ada.data('get_task', { task_id: 1 })).toMatchObject({ notes: [{ actor: 'grace' }, { actor: 'ada' }] });
});

test('a note together with a field is said as well', async () => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, priority: 'low', note: 'Not urgent.' })).toBe(
    'Task #1 updated: priority high → low, note added',
  );
});

test('a note together with a field is one group of changes', async () => {
  const session = await withFullTask();
  await session.text('update_task', { task_id: 1, priority: 'low', note: 'Not urgent.' });
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    changes: [
      { kind: 'note.added', group: 2 },
      { kind: 'task.updated', group: 2, before: { priority: 'high' }, after: { priority: 'low' } },
      { kind: 'task.created', group: 1 },
    ],
  });
});

test('moving a task to a project that no task had before says that it is new', async () => {
  const session = await withFullTask();
  expect(await session.text('update_task', { task_id: 1, project: 'wbe' })).toBe(
    'Task #1 updated: project web → wbe, new project "wbe"',
  );
  expect(await session.text('update_task', { task_id: 1, project: 'web' })).toBe('Task #1 updated: project wbe → web');
});

test('a title that breaks the rules is refused as when adding, and nothing is changed', async () => {
  const session = await withFullTask();
  expect(await session.failure('update_task', { task_id: 1, title: 'ab', priority: 'low' })).toBe(
    'Error: title must be 3+ characters\nSay in a few words what is to be done.',
  );
  expect(await session.failure('update_task', { task_id: 1, title: 'x'.repeat(51) })).toContain(
    'at most 50 characters',
  );
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ task: { ...FULL, version: 1 } });
});

test('unknown and deleted tasks cannot be updated', async () => {
  const session = await withFullTask();
  await session.text('delete_task', { task_id: 1 });
  for (const task_id of [1, 9])
    expect(await session.failure('update_task', { task_id, priority: 'low' })).toBe(
      `Task #${task_id} not found.\nFind the id with list_tasks or search_tasks.`,
    );
});
