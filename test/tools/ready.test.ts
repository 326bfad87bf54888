import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, idsOf, numbered, pagesOf } from '../support/tasks.ts';

const DUES = [undefined, '2026-11-25', '2026-11-24T10:00Z', '2026-12-01'];
const RANKS = ['high', 'medium', 'low'];

/** 60 tasks of all kinds, every third of which waits for the one before it. */
async function manyKinds(): Promise<Session> {
  const session = await openSession();
  await addAll(
    session,
    numbered(60, (n) => ({
      priority: RANKS[n % 3],
      ...(n % 4 === 0 ? {} : { due: DUES[n % 4] }),
      ...(n % 5 < 3 ? { project: n % 2 === 0 ? 'web' : 'ios' } : {}),
      ...(n % 7 < 4 ? { tags: ['api'] } : {}),
      ...(n % 2 === 0 ? { assignee: 'ada' } : {}),
    })),
  );
  for (let n = 3; n <= 60; n += 3) await session.text('update_task', { task_id: n, blocked_by: [n - 1] });
  for (let n = 2; n <= 60; n += 9) await session.text('complete_task', { task_id: n });
  for (let n = 4; n <= 60; n += 11) await session.text('update_task', { task_id: n, status: 'in_progress' });
  return session;
}

const FILTERS: readonly Record<string, unknown>[] = [
  {},
  { project: 'web' },
  { priority_filter: 'high' },
  { tag: 'api' },
  { assignee: 'ada' },
  { due_before: '2026-11-26' },
  { project: 'ios', priority_filter: 'medium', tag: 'api' },
];

interface Row {
  readonly id: number;
  readonly priority: string;
  readonly due?: string;
  readonly status: string;
  readonly open_blockers?: readonly number[];
}

/** By priority, then what is due first, then number; what has no due date comes last. */
function byRank(one: Row, other: Row): number {
  const key = ({ priority, due = '~', id }: Row) => `${RANKS.indexOf(priority)} ${due} ${String(id).padStart(6, '0')}`;
  return key(one) < key(other) ? -1 : 1;
}

test.each(FILTERS)(
  'ready with %o is what is pending and waits for nothing, best first, on every page',
  async (filter) => {
    const session = await manyKinds();
    const all = (await session.data('list_tasks', { ...filter, limit: 200 })).tasks as Row[];
    const expected = all.filter(({ status, open_blockers }) => status === 'pending' && open_blockers === undefined);
    const ids = expected.toSorted(byRank).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(await idsOf(session, 'list_tasks', { ...filter, status: 'ready' })).toEqual(ids);
    for (const limit of [1, 4]) {
      const pages = await pagesOf(session, 'list_tasks', { ...filter, status: 'ready', limit });
      expect(pages.flat()).toEqual(ids);
      expect(await session.data('list_tasks', { ...filter, status: 'ready', limit })).toMatchObject({
        total: ids.length,
      });
    }
    expect(await audit(session.database)).toEqual([]);
  },
);

test('a cut list of ready tasks says its order and goes on behind its cursor', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'Later', due: '2026-12-01' },
    { title: 'Some day' },
    { title: 'First', priority: 'high' },
  ]);
  expect(await session.text('list_tasks', { status: 'ready', limit: 2 })).toBe(`○ #3: First [high]
○ #1: Later [medium] due 2026-12-01
2 of 3 shown, best first; cursor: medium~2026-12-01~1`);
  expect(await session.text('list_tasks', { status: 'ready', cursor: 'medium~2026-12-01~1' })).toBe(
    '○ #2: Some day [medium]',
  );
  expect(await session.failure('list_tasks', { status: 'ready', cursor: '2' })).toContain('cursor "2" is not one');
  expect(await session.failure('list_tasks', { cursor: 'medium~2026-12-01~1' })).toContain('is not one that this list');
});

test('TASK_PROJECT is the filter of ready tasks too, "*" shows those of all', async () => {
  const everybody = await openSession();
  await addAll(everybody, [{ title: 'Shop', project: 'web' }, { title: 'Phone', project: 'ios' }, { title: 'None' }]);
  const session = await openSession({ database: everybody.database, env: { TASK_PROJECT: 'web' } });
  expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual([1]);
  expect(await idsOf(session, 'list_tasks', { status: 'ready', project: '*' })).toEqual([1, 2, 3]);
});

test('a blocker in another project counts', async () => {
  const session = await openSession();
  await addAll(session, [
    { title: 'Interface', project: 'api', ref: 'interface' },
    { title: 'Shop', project: 'web', blocked_by: ['interface'] },
  ]);
  expect(await session.text('list_tasks', { status: 'ready', project: 'web' })).toBe('No tasks found.');
  await session.text('complete_task', { task_id: 1 });
  expect(await idsOf(session, 'list_tasks', { status: 'ready', project: 'web' })).toEqual([2]);
  expect(await audit(session.database)).toEqual([]);
});

test('a new priority or due date moves a task among the ready ones', async () => {
  const session = await openSession();
  await addAll(session, numbered(3));
  await session.text('update_task', { task_id: 3, priority: 'high' });
  await session.text('update_task', { task_id: 2, due: '2026-11-25' });
  expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual([3, 2, 1]);
  await session.text('update_task', { task_id: 3, priority: 'low' });
  await session.text('update_task', { task_id: 2, due: null });
  expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual([1, 2, 3]);
});
