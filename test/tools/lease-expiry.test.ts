import { expect, test } from 'vitest';
import { isPostgres } from '../../src/storage/database-url.ts';
import { claim, Fleet, kindsOf } from '../support/fleet.ts';
import type { Session } from '../support/session.ts';
import { stateOf } from '../support/state.ts';
import { idsOf } from '../support/tasks.ts';

/** Two actors, and a task that ada has claimed for a quarter of an hour. */
async function withClaim() {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  await ada.text('add_task', { title: 'Review PR' });
  return { fleet, ada, grace, ...(await claim(ada)) };
}

/** Everything that frees tasks whose leases are over. */
const FREES: readonly (readonly [what: string, does: (session: Session) => Promise<unknown>])[] = [
  ['asking what has changed', (session) => session.text('get_changes')],
  ['asking what has changed since', (session) => session.text('get_changes', { since: 1 })],
  ['waiting for changes', (session) => session.text('get_changes', { since: 2, wait_seconds: 1 })],
  ['listing what is ready', (session) => session.text('list_tasks', { status: 'ready' })],
  ['the resource of ready tasks', (session) => session.resource('tasks://ready')],
  ['looking for work elsewhere', (session) => session.text('claim_task', { project: 'ios' })],
];

test.each(FREES)('an expired lease is written down once by %s', async (_, frees) => {
  const { fleet, ada, grace } = await withClaim();
  fleet.clock.pass(15);
  for (const session of [grace, ada, grace]) await frees(session);
  expect(await kindsOf(grace, 1)).toEqual(['task.created', 'task.claimed', 'task.lease_expired']);
  expect(await grace.text('get_changes', { since: 2 })).toBe(
    '3 2026-11-22T12:15Z ada let the lease expire on #1\ncursor: 3',
  );
  expect(await grace.data('get_task', { task_id: 1 })).toMatchObject({ task: { status: 'pending', version: 3 } });
  expect(await grace.text('get_task', { task_id: 1 })).toContain('\n3 2026-11-22T12:15Z ada let the lease expire\n');
});

test('an expired lease counts as ready at once: in the list, in the resource, and for the next claim', async () => {
  const { fleet, ada, grace } = await withClaim();
  fleet.clock.pass(15);
  expect(await idsOf(grace, 'list_tasks', { status: 'ready' })).toEqual([1]);
  expect(await grace.resource('tasks://ready')).toMatchObject([{ id: 1, status: 'pending' }]);
  await claim(grace);
  fleet.clock.pass(15);
  expect(await claim(ada)).toMatchObject({ id: 1 });
});

test('of an expired lease nothing more is said', async () => {
  const { fleet, grace } = await withClaim();
  fleet.clock.pass(15);
  expect(await grace.text('get_task', { task_id: 1 })).not.toContain('claimed by');
  expect(await grace.data('get_task', { task_id: 1 })).not.toHaveProperty('lease');
});

test('whoever changes a task whose lease is over frees it first', async () => {
  const { fleet, ada, grace } = await withClaim();
  fleet.clock.pass(15);
  await grace.text('update_task', { task_id: 1, priority: 'high' });
  await grace.text('complete_task', { task_id: 1 });
  expect(await ada.text('get_changes', { since: 2 })).toBe(`3 2026-11-22T12:15Z ada let the lease expire on #1
4 2026-11-22T12:15Z grace updated #1: priority medium → high
5 2026-11-22T12:15Z grace completed #1
cursor: 5`);
});

test('a blocked task whose lease is over is pending and not ready', async () => {
  const { fleet, ada, grace, lease } = await withClaim();
  await grace.text('add_task', { title: 'Found on the way' });
  await ada.text('update_task', { task_id: 1, blocked_by: [2], lease });
  fleet.clock.pass(15);
  expect(await idsOf(grace, 'list_tasks', { status: 'ready' })).toEqual([2]);
  expect(await grace.data('get_task', { task_id: 1 })).toMatchObject({ task: { status: 'pending' } });
});

test('hundreds of leases that end at once are all freed by the first who asks', async () => {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  for (let from = 0; from < 250; from += 50)
    await ada.text('add_tasks', {
      tasks: Array.from({ length: 50 }, (_, index) => ({ title: `Task ${from + index}` })),
    });
  for (let count = 0; count < 250; count += 1) await claim(ada);
  fleet.clock.pass(15);
  expect(await grace.data('list_tasks', { status: 'ready' })).toMatchObject({ total: 250 });
});

test('a call that waits is ended at the moment when a lease ends', async () => {
  const { fleet, ada, grace } = await withClaim();
  const { next_cursor: since } = await ada.data('get_changes');
  fleet.clock.pass(14.99);
  const start = performance.now();
  const news = grace.text('get_changes', { since, wait_seconds: 20 });
  await grace.failure('complete_task', { task_id: 999 });
  fleet.clock.pass(0.01);
  expect(await news).toBe('3 2026-11-22T12:15Z ada let the lease expire on #1\ncursor: 3');
  const tookMs = performance.now() - start;
  // By its alarm alone: a Postgres may have stirred the call once more after the clock was put forward.
  if (!isPostgres(fleet.database)) expect(tookMs).toBeGreaterThan(500);
  expect(tookMs).toBeLessThan(5_000);
});

test('a clock that jumps back by an hour ends no lease, not the longest either', async () => {
  const { fleet, ada, grace, lease } = await withClaim();
  await ada.text('add_task', { title: 'For a day' });
  const day = await claim(ada, { minutes: 1_440 });
  fleet.clock.pass(-60);
  expect(await grace.failure('complete_task', { task_id: 1 })).toContain('until 2026-11-22T12:15:00Z');
  expect(await grace.data('claim_task')).toEqual({ task: null, blocked: 0, leased: 2 });
  await ada.text('complete_task', { task_id: 1, lease });
  await ada.text('complete_task', { task_id: 2, lease: day.lease });
});

test('a lease that was given by a clock a year ahead is over when the clock is right again', async () => {
  const { fleet, ada, grace, lease } = await withClaim();
  const year = 365 * 24 * 60;
  fleet.clock.pass(year);
  const ahead = await claim(grace);
  expect(ahead.until).toBe('2027-11-22T12:15:00.000Z');
  expect(await ada.failure('complete_task', { task_id: 1, lease })).toContain('claimed by grace');
  fleet.clock.pass(-year);
  expect(await grace.failure('complete_task', { task_id: 1, lease: ahead.lease })).toContain('so nothing was written');
  expect(await idsOf(grace, 'list_tasks', { status: 'ready' })).toEqual([1]);
  const { lease: now } = await claim(ada);
  expect(await ada.text('complete_task', { task_id: 1, lease: now })).toBe('Task #1 completed.');
});

test('whoever may only read writes no lease down, and is answered all the same', async () => {
  const { fleet, ada } = await withClaim();
  await ada.text('add_task', { title: 'Write docs' });
  const reader = await fleet.actor('grace', { env: { READ_ONLY: 'true' } });
  fleet.clock.pass(15);
  const before = await stateOf(fleet.database);
  expect(await reader.text('list_tasks', { status: 'ready' })).toBe('○ #2: Write docs [medium]');
  expect(await reader.resource('tasks://ready')).toMatchObject([{ id: 2 }]);
  expect(await reader.text('get_changes')).toMatch(/cursor: 3$/);
  expect(await reader.text('get_changes', { since: 2 })).toMatch(/cursor: 3$/);
  expect(await reader.text('get_changes', { since: 3, wait_seconds: 1 })).toMatch(/cursor: 3$/);
  expect(await reader.text('get_task', { task_id: 1 })).not.toContain('claimed by');
  expect(await stateOf(fleet.database)).toEqual(before);
});

test('a lease that ends while a reader waits does not keep it awake', async () => {
  const { fleet } = await withClaim();
  const reader = await fleet.actor('grace', { env: { READ_ONLY: 'true' } });
  fleet.clock.pass(15 - 1 / 600);
  const waiting = reader.text('get_changes', { since: 2, wait_seconds: 1 });
  fleet.clock.pass(1);
  const before = process.cpuUsage();
  expect(await waiting).toMatch(/cursor: 2$/);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(500);
});
