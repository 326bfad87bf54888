import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf, numbered, pagesOf } from '../support/tasks.ts';

/** 120 tasks of all kinds, in which every filter hits some and spares some. */
async function manyKinds() {
  const session = await openSession();
  const pick = <T>(values: readonly T[], n: number) => values[n % values.length];
  await addAll(
    session,
    numbered(120, (n) => ({
      priority: pick(['low', 'medium', 'high'], n),
      ...(n % 4 === 0 ? {} : { project: pick(['web', 'ios'], n) }),
      ...(n % 3 === 0 ? { tags: ['api', ...(n % 2 === 0 ? ['ui'] : [])] } : {}),
      ...(n % 5 < 2 ? { assignee: pick(['ada', 'grace'], n) } : {}),
      ...(n % 7 < 4 ? { due: pick(['2026-11-25', '2026-11-24T10:00Z', '2026-11-24', '2026-12-01'], n) } : {}),
      description: n % 6 === 0 ? 'needle' : '',
    })),
  );
  for (let n = 1; n <= 120; n += 11) await session.text('complete_task', { task_id: n });
  for (let n = 2; n <= 120; n += 13) await session.text('update_task', { task_id: n, status: 'in_progress' });
  for (let n = 5; n <= 120; n += 40) await session.text('delete_task', { task_id: n });
  return session;
}

const FILTERS: readonly Record<string, unknown>[] = [
  {},
  { priority_filter: 'high' },
  { status: 'open' },
  { status: 'in_progress' },
  { status: 'completed' },
  { project: 'web' },
  { tag: 'api' },
  { assignee: 'ada' },
  { due_before: '2026-11-25' },
  { due_before: '2027-01-01' },
  { due_before: '2027-01-01', status: 'open' },
  { due_before: '2027-01-01', tag: 'api' },
  { due_before: '2027-01-01', assignee: 'ada' },
  { due_before: '2027-01-01', project: 'web', priority_filter: 'medium' },
  { tag: 'ui', status: 'open' },
  { project: 'ios', status: 'open', priority_filter: 'low' },
  { project: 'web', tag: 'api', assignee: 'ada', status: 'open', due_before: '2027-01-01' },
];

test('the pages of every filtered list, joined, are the whole list', async () => {
  const session = await manyKinds();
  for (const filter of FILTERS) {
    const whole = await idsOf(session, 'list_tasks', { ...filter, limit: 200 });
    expect(whole.length, JSON.stringify(filter)).toBeGreaterThan(0);
    for (const limit of [1, 3, 7, 200]) {
      const pages = await pagesOf(session, 'list_tasks', { ...filter, limit });
      expect(pages.flat(), JSON.stringify({ ...filter, limit })).toEqual(whole);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }
  }
}, 60_000);

test('a list by number rises, a list by due date rises by date and then number', async () => {
  const session = await manyKinds();
  const ids = await idsOf(session, 'list_tasks', { limit: 200 });
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const { tasks } = await session.data('list_tasks', { due_before: '2027-01-01', limit: 200 });
  const keys = Array.isArray(tasks) ? tasks.map(({ due, id }) => `${due} ${String(id).padStart(4, '0')}`) : [];
  expect(keys.length).toBeGreaterThan(20);
  expect(keys).toEqual(keys.toSorted());
});

test('the total is that of the whole list on every page', async () => {
  const session = await manyKinds();
  for (const filter of FILTERS) {
    const { length: total } = await idsOf(session, 'list_tasks', { ...filter, limit: 200 });
    const first = await session.data('list_tasks', { ...filter, limit: 1 });
    expect(first, JSON.stringify(filter)).toMatchObject({ total });
    if (first.next_cursor === undefined) continue;
    expect(await session.data('list_tasks', { ...filter, limit: 1, cursor: first.next_cursor })).toMatchObject({
      total,
    });
  }
});

test('the pages of a search, joined, are the whole answer: title hits first', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(40, (n) => (n % 3 === 0 ? { title: `Needle ${n}` } : { description: n % 2 === 0 ? 'a needle' : 'hay' })),
  );
  const whole = await idsOf(session, 'search_tasks', { query: 'needle', limit: 200 });
  const inTitle = whole.filter((id) => id % 3 === 0);
  const elsewhere = whole.filter((id) => id % 3 !== 0);
  expect(whole).toEqual([...inTitle.toSorted((a, b) => b - a), ...elsewhere.toSorted((a, b) => b - a)]);
  expect([inTitle.length, elsewhere.length]).toEqual([13, 14]);
  for (const limit of [1, 5, 13, 26]) {
    const pages = await pagesOf(session, 'search_tasks', { query: 'needle', limit });
    expect(pages.flat()).toEqual(whole);
    expect(await session.data('search_tasks', { query: 'needle', limit })).toMatchObject({ total: 27 });
  }
});

test('the pages of a filtered search, joined, are the whole answer', async () => {
  const session = await manyKinds();
  for (const filter of [{ status: 'open' }, { project: 'web' }, { status: 'completed', project: 'ios' }]) {
    const whole = await idsOf(session, 'search_tasks', { query: 'needle', ...filter, limit: 200 });
    expect((await pagesOf(session, 'search_tasks', { query: 'needle', ...filter, limit: 2 })).flat()).toEqual(whole);
  }
});

test('a task that is added or deleted between two pages moves no other', async () => {
  const session = await openSession();
  await addAll(session, numbered(6));
  const { next_cursor: cursor } = await session.data('list_tasks', { limit: 3 });
  await session.text('delete_task', { task_id: 3 });
  await session.text('delete_task', { task_id: 4 });
  await session.text('add_task', { title: 'Task 7' });
  expect(await idsOf(session, 'list_tasks', { limit: 3, cursor })).toEqual([5, 6, 7]);
});

test.each([
  ['list_tasks', {}, '2026-11-24~3'],
  ['list_tasks', {}, 'title~3'],
  ['list_tasks', {}, 'garbage'],
  ['list_tasks', {}, ''],
  ['list_tasks', {}, '-1'],
  ['list_tasks', {}, '1.5'],
  ['list_tasks', { due_before: '2027-01-01' }, '3'],
  ['list_tasks', { due_before: '2027-01-01' }, 'rest~3'],
  ['search_tasks', { query: 'task' }, '3'],
  ['search_tasks', { query: 'task' }, '2026-11-24~3'],
  ['search_tasks', { query: 'task' }, "title~1' OR 1=1"],
])('%s with %o refuses the cursor %j, which is of another list', async (tool, args, cursor) => {
  const session = await openSession();
  expect(await session.failure(tool, { ...args, cursor })).toBe(
    `Error: cursor ${JSON.stringify(cursor)} is not one that this list gave\nLeave cursor out to start from the top.`,
  );
});

test.each(['9'.repeat(16), '9007199254740993', '0'])(
  'a cursor of %s is beyond every task and breaks nothing',
  async (id) => {
    const session = await openSession();
    await addAll(session, numbered(2));
    expect(await session.call('list_tasks', { cursor: id })).not.toHaveProperty('isError', true);
    expect(await session.call('search_tasks', { query: 'task', cursor: `title~${id}` })).not.toHaveProperty(
      'isError',
      true,
    );
  },
);

test('a cursor that is too long is told how long it may be', async () => {
  const session = await openSession();
  expect(await session.failure('list_tasks', { cursor: '1'.repeat(101) })).toContain('at most 100 characters');
});
