import { expect, test } from 'vitest';
import { openSession, type Session } from '../support/session.ts';

/** The legacy client keeps no answers of resources for a while. */
async function withTask() {
  const session = await openSession({ era: 'legacy' });
  await session.text('add_task', { title: 'Review PR', description: 'Look.', tags: ['api'] });
  return session;
}

/** All that a list can show of itself. */
async function stateOf(session: Session): Promise<unknown> {
  const uris = ['tasks://all', 'tasks://changes', 'tasks://stats'];
  return Promise.all(uris.map((uri) => session.resource(uri)));
}

test.each([
  ['complete_task', { task_id: 1 }],
  ['complete_task', { task_id: 1, note: 'Merged.' }],
  ['update_task', { task_id: 1, title: 'Merge PR', priority: 'low', status: 'in_progress', note: 'Begun.' }],
  ['update_task', { task_id: 1, description: null, tags: null, due: null, project: null, assignee: null }],
  ['update_task', { task_id: 1, status: 'completed', due: '2026-11-25T09:00+01:00' }],
  ['delete_task', { task_id: 1 }],
  ['undo', { change_id: 1 }],
])('%s with %o, called again, leaves everything as it was after the first time', async (name, args) => {
  const session = await withTask();
  const before = await stateOf(session);
  await session.text(name, args);
  const after = await stateOf(session);
  expect(after).not.toEqual(before);
  await session.text(name, args);
  expect(await stateOf(session)).toEqual(after);
});

test.each([
  ['list_tasks', {}],
  ['get_task_stats', {}],
  ['search_tasks', { query: 'review' }],
  ['get_task', { task_id: 1 }],
  ['get_changes', {}],
])('%s changes nothing', async (name, args) => {
  const session = await withTask();
  const before = await stateOf(session);
  await session.text(name, args);
  expect(await stateOf(session)).toEqual(before);
});

test('a failed call changes nothing', async () => {
  const session = await withTask();
  const before = await stateOf(session);
  await session.failure('update_task', { task_id: 1, title: 'Merge PR', due: 'soon' });
  await session.failure('update_task', { task_id: 1, title: 'ab', note: 'Lost?' });
  await session.failure('complete_task', { task_id: 1, note: '' });
  await session.failure('add_tasks', { tasks: [{ title: 'Fine' }, { title: 'no' }] });
  expect(await stateOf(session)).toEqual(before);
});
