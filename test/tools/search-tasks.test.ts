import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf, numbered } from '../support/tasks.ts';

test('hits in the title come first, then those elsewhere, each newest first', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'Deploy the shop' },
    { title: 'Write docs', description: 'How to deploy.' },
    { title: 'Deploy the blog' },
    { title: 'Buy milk' },
    { title: 'Fix CI', tags: ['deploy'] },
  ]);
  expect(await idsOf(session, 'search_tasks', { query: 'deploy' })).toEqual([3, 1, 5, 2]);
});

test('a hit in the description is shown with the words around it', async () => {
  const session = await openSession();
  await session.text('add_task', {
    title: 'Write docs',
    description: `${'Some words that stand in front. '.repeat(3)}Here is how to deploy\nthe shop. ${'More words follow. '.repeat(6)}`,
  });
  expect(await session.text('search_tasks', { query: 'deploy' })).toBe(
    '○ #1: Write docs [medium]\n  …in front. Here is how to deploy the shop. More words follow. More words follow. More…',
  );
  expect(await session.data('search_tasks', { query: 'deploy' })).toMatchObject({
    tasks: [{ id: 1, snippet: expect.stringContaining('deploy the shop') }],
    total: 1,
  });
});

test('a hit in the title alone has no snippet and no empty field', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Deploy the shop', description: 'Nothing of the kind.' });
  expect(await session.data('search_tasks', { query: 'shop' })).toEqual({
    tasks: [{ id: 1, title: 'Deploy the shop', priority: 'medium', completed: false, status: 'pending' }],
    total: 1,
  });
});

test('all words must occur, wherever they stand', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'Deploy the shop', description: 'After the audit.' }, { title: 'Deploy the blog' }]);
  expect(await idsOf(session, 'search_tasks', { query: 'deploy audit' })).toEqual([1]);
  expect(await idsOf(session, 'search_tasks', { query: 'shop deploy' })).toEqual([1]);
  expect(await session.text('search_tasks', { query: 'deploy nowhere' })).toBe('No tasks found.');
});

test('notes and tags are found', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'Review PR', tags: ['backend'] }, { title: 'Build it' }]);
  await session.text('update_task', { task_id: 2, note: 'Waiting for the certificate.' });
  expect(await idsOf(session, 'search_tasks', { query: 'backend' })).toEqual([1]);
  expect(await idsOf(session, 'search_tasks', { query: 'certificate' })).toEqual([2]);
});

test('a search sees a task as it now is', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', description: 'old words', tags: ['stale'] });
  await session.text('update_task', { task_id: 1, note: 'kept remark' });
  await session.text('update_task', { task_id: 1, title: 'Merge it', description: 'fresh', tags: null });
  for (const query of ['review', 'old', 'stale'])
    expect(await session.text('search_tasks', { query })).toBe('No tasks found.');
  for (const query of ['merge', 'fresh', 'remark'])
    expect(await idsOf(session, 'search_tasks', { query })).toEqual([1]);
});

test.each([
  [{}, [4, 3, 2, 1]],
  [{ status: 'all' }, [4, 3, 2, 1]],
  [{ status: 'open' }, [3, 2, 1]],
  [{ status: 'pending' }, [2, 1]],
  [{ status: 'in_progress' }, [3]],
  [{ status: 'completed' }, [4]],
  [{ project: 'web' }, [3, 1]],
  [{ project: 'WEB', status: 'pending' }, [1]],
  [{ project: '*' }, [4, 3, 2, 1]],
  [{ project: 'web-shop' }, [2]],
])('a search filtered by %o finds the tasks %o', async (filter, ids) => {
  const session = await openSession();
  await addAll(
    session,
    numbered(4, (n) => ({ project: n === 2 ? 'web-shop' : n % 2 === 1 ? 'web' : 'ios' })),
  );
  await session.text('update_task', { task_id: 3, status: 'in_progress' });
  await session.text('complete_task', { task_id: 4 });
  expect(await idsOf(session, 'search_tasks', { query: 'task', ...filter })).toEqual(ids);
});

test('the name of a filter is not a word of the task', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', project: 'web' });
  for (const query of ['pending', 'web', 'project', 'status'])
    expect(await session.text('search_tasks', { query })).toBe('No tasks found.');
});

test.each(['', '   ', '!?', '"', '*', '🚀', '—'])('a search for %j, which has no word, is refused', async (query) => {
  const session = await openSession();
  expect(await session.failure('search_tasks', { query })).toMatch(/^Error: query must contain a letter or a digit\n/);
});

test('a search without a query is refused', async () => {
  const session = await openSession();
  expect(await session.failure('search_tasks', {})).toBe(
    "Error: 'query' is required\nCall search_tasks again with query.",
  );
});

test('a query that is too long is told how long it may be', async () => {
  const session = await openSession();
  expect(await session.failure('search_tasks', { query: 'x'.repeat(1_001) })).toContain(
    'query must be at most 1000 characters, not 1001',
  );
});

test('a hit in a note is shown with the words around it', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Build it' });
  await session.text('update_task', { task_id: 1, note: 'Waiting for the certificate.' });
  expect(await session.text('search_tasks', { query: 'certificate' })).toContain('Waiting for the certificate.');
});
