import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { NOON } from '../support/tasks.ts';

test('completing a task sets its state and the time', async () => {
  const session = await openSession({ now: NOON });
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { status: 'completed', completed: true, completed_at: '2026-11-22T12:00:00.000Z', version: 2 },
  });
});

test('completing answers with the task and the change that it made', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.data('complete_task', { task_id: 1 })).toMatchObject({
    task: { id: 1, completed: true },
    changed: true,
    change_id: 2,
  });
});

test('completing twice says the same and changes nothing', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1 });
  const before = await session.data('get_task', { task_id: 1 });
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.');
  const again = await session.data('complete_task', { task_id: 1 });
  expect(again).toEqual({ task: before.task, changed: false, now_ready: [] });
  expect(await session.data('get_task', { task_id: 1 })).toEqual(before);
});

test('a note given with completing is kept under the same change', async () => {
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.text('complete_task', { task_id: 1, note: ' Merged.\nNo findings. ' })).toBe(
    'Task #1 completed.',
  );
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    notes: [{ actor: 'ada', text: 'Merged.\nNo findings.' }],
    changes: [
      { kind: 'note.added', group: 2 },
      { kind: 'task.completed', group: 2 },
      { kind: 'task.created', group: 1 },
    ],
  });
});

test('a retried completion stores its note once', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1, note: 'Merged.' });
  expect(await session.data('complete_task', { task_id: 1, note: 'Merged.' })).not.toHaveProperty('change_id');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ notes: [{ text: 'Merged.' }] });
});

test('another note on a completed task is added without completing it again', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1, note: 'Merged.' });
  expect(await session.data('complete_task', { task_id: 1, note: 'Deployed.' })).toMatchObject({
    changed: false,
    task: { version: 2 },
    change_id: 4,
  });
});

test('an unknown number is an error whose next step is to find the right one', async () => {
  const session = await openSession();
  expect(await session.failure('complete_task', { task_id: 9 })).toBe(
    'Task #9 not found.\nFind the id with list_tasks or search_tasks.',
  );
});

test('a deleted task cannot be completed', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.failure('complete_task', { task_id: 1 })).toContain('Task #1 not found.');
});

test.each([
  [undefined, "'task_id' is required\nCall complete_task again with task_id."],
  ['1', 'task_id must be a whole number, not "1"\nCorrect it and call complete_task again.'],
  [0, 'task_id must be at least 1, not 0\nCorrect it and call complete_task again.'],
  [-1, 'task_id must be at least 1, not -1\nCorrect it and call complete_task again.'],
  [1.5, 'task_id must be a whole number, not 1.5\nCorrect it and call complete_task again.'],
  [null, 'task_id must be a whole number, not null\nCorrect it and call complete_task again.'],
])('a task_id of %s is refused', async (task_id, message) => {
  const session = await openSession();
  expect(await session.failure('complete_task', task_id === undefined ? {} : { task_id })).toBe(`Error: ${message}`);
});

test.each([
  ['', 'note must be 1 character to 64 kB'],
  [' \n ', 'note must be 1 character to 64 kB'],
  ['x'.repeat(65_537), 'note must be 1 character to 64 kB'],
  ['a\u0007b', 'note must not contain the character U+0007'],
])('a note of %j is refused and completes nothing', async (note, message) => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.failure('complete_task', { task_id: 1, note })).toContain(message);
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ task: { completed: false }, notes: [] });
});
