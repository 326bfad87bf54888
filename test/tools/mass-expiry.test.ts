import { expect, test } from 'vitest';
import { rowsOf } from '../support/beside.ts';
import { type Claim, claim, Fleet } from '../support/fleet.ts';
import type { Session } from '../support/session.ts';

const AT_ONCE = 8;

/** Adds tasks and has them claimed, each for a quarter of an hour from now. */
async function claimAll(session: Session, tasks: readonly Record<string, unknown>[]): Promise<Claim[]> {
  for (let from = 0; from < tasks.length; from += 50)
    await session.text('add_tasks', { tasks: tasks.slice(from, from + 50) });
  const claims: Claim[] = [];
  for (const _ of tasks) claims.push(await claim(session));
  return claims;
}

const many = (count: number, fields: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => ({ title: `Task ${index}`, ...fields }));

async function freed({ database }: Fleet): Promise<number> {
  return (await rowsOf(database, "SELECT 1 AS one FROM changes WHERE kind = 'task.lease_expired'")).length;
}

test('a claim frees some of many expired leases, and takes the best of all tasks none the less', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  await claimAll(ada, many(60));
  await ada.text('add_task', { title: 'Urgent', priority: 'high' });
  fleet.clock.pass(1);
  const urgent = await claim(ada);
  await ada.text('add_task', { title: 'Not begun', priority: 'medium' });
  fleet.clock.pass(15);
  expect(await claim(ada)).toMatchObject({ id: urgent.id });
  expect(await freed(fleet)).toBeLessThan(30);
});

test('what is ready is taken before what has expired and is less urgent', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  await claimAll(ada, many(60, { priority: 'low' }));
  await ada.text('add_task', { title: 'Not begun', priority: 'medium' });
  fleet.clock.pass(15);
  expect(await claim(ada)).toMatchObject({ id: 61 });
});

test('however many claims come at once after a mass expiry, each gets another task, and none is told that there is none', async () => {
  const fleet = new Fleet();
  const sessions = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => fleet.actor(`agent-${index}`)));
  const [ada] = sessions;
  if (ada === undefined) throw new Error('nobody plays');
  await claimAll(ada, many(96, { tags: ['api'] }));
  fleet.clock.pass(15);
  const claims = await Promise.all(
    sessions.map(async (session) => {
      const ids: number[] = [];
      for (let count = 0; count < 96 / AT_ONCE; count += 1) ids.push((await claim(session, { tag: 'api' })).id);
      return ids;
    }),
  );
  expect(new Set(claims.flat()).size).toBe(96);
  expect(await ada.data('claim_task')).toEqual({ task: null, blocked: 0, leased: 96 });
});

test('of many expired leases those of other projects do not hide the ones that are asked for', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  await claimAll(ada, many(60, { project: 'web' }));
  await claimAll(ada, many(1, { project: 'ios' }));
  fleet.clock.pass(15);
  expect(await claim(ada, { project: 'ios' })).toMatchObject({ id: 61 });
});

test('tasks that wait for others are counted as such, however many leases on them have expired', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  await claimAll(ada, many(30, { project: 'web' }));
  const claims = await claimAll(ada, many(30, { project: 'ios' }));
  await ada.text('add_task', { title: 'Found on the way' });
  for (const { id, lease } of claims) await ada.text('update_task', { task_id: id, lease, blocked_by: [61] });
  fleet.clock.pass(15);
  expect(await ada.data('claim_task', { project: 'ios' })).toEqual({ task: null, blocked: 30, leased: 0 });
  expect(await ada.text('claim_task', { project: 'ios' })).toContain('30 pending blocked (#31 by #61; #32 by #61;');
});

test('deleting a task, or taking a change of it back, frees no other', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  const [, second] = await claimAll(ada, many(30));
  const { change_id } = await ada.data('update_task', { task_id: 2, priority: 'high', lease: second?.lease });
  fleet.clock.pass(15);
  await ada.text('delete_task', { task_id: 5 });
  expect(await freed(fleet)).toBe(1);
  await ada.text('undo', { change_id });
  expect(await ada.data('get_task', { task_id: 2 })).toMatchObject({ task: { status: 'pending', priority: 'medium' } });
  expect(await freed(fleet)).toBe(2);
});
