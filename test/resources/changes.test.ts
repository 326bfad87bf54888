import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, NOON, numbered } from '../support/tasks.ts';

test('changes tell who changed what and from what to what, newest first', async () => {
  const session = await openSession({ now: NOON, env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR', project: 'web' });
  await session.text('update_task', { task_id: 1, priority: 'high', tags: ['api'] });
  const common = { at: '2026-11-22T12:00:00.000Z', actor: 'ada', task_id: 1, project: 'web' };
  expect(await session.resource('tasks://changes')).toEqual([
    {
      ...common,
      id: 2,
      group: 2,
      kind: 'task.updated',
      version: 2,
      before: { priority: 'medium', tags: [] },
      after: { priority: 'high', tags: ['api'] },
    },
    {
      ...common,
      id: 1,
      group: 1,
      kind: 'task.created',
      version: 1,
      before: null,
      after: expect.objectContaining({ id: 1, title: 'Review PR', priority: 'medium' }),
    },
  ]);
});

test('every kind of change has its name', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('update_task', { task_id: 1, status: 'in_progress', note: 'Begun.' });
  await session.text('complete_task', { task_id: 1 });
  await session.text('update_task', { task_id: 1, status: 'pending' });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.resource('tasks://changes')).toMatchObject([
    { kind: 'task.deleted' },
    { kind: 'task.reopened' },
    { kind: 'task.completed' },
    { kind: 'note.added' },
    { kind: 'task.updated' },
    { kind: 'task.created' },
  ]);
});

test('the newest hundred changes are given', async () => {
  const session = await openSession();
  await addAll(session, numbered(101));
  expect(await session.resource('tasks://changes')).toMatchObject(
    Array.from({ length: 100 }, (_, index) => ({ id: 101 - index })),
  );
});
