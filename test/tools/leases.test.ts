import { describe, expect, test } from 'vitest';
import { claim, Fleet, kindsOf } from '../support/fleet.ts';

/** Two actors, and a task that ada has claimed for a quarter of an hour. */
async function withClaim() {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  await ada.text('add_task', { title: 'Review PR' });
  return { fleet, ada, grace, ...(await claim(ada)) };
}

/** Every write of a claimed task that takes a lease, with what it answers to the holder. */
const WRITES: readonly (readonly [tool: string, args: Record<string, unknown>, says: RegExp])[] = [
  ['update_task', { priority: 'high' }, /^Task #1 updated: priority medium → high$/],
  ['update_task', { note: 'Half of it.' }, /^Task #1 updated: note added$/],
  ['update_task', { status: 'pending' }, /^Task #1 updated: status in_progress → pending$/],
  ['complete_task', { note: 'Merged.' }, /^Task #1 completed\.$/],
  ['claim_task', {}, /^Claim of #1 renewed until 2026-11-22T12:25Z\.$/],
  ['claim_task', { release: true }, /^Task #1 released\.$/],
];
const HELD = 'task #1 is claimed by ada until 2026-11-22T12:15:00Z';
const OTHERS = 'Take another task, or wait until then.';
const NOT_THE_ONE = 'Error: the lease given is not the one that counts:';

describe.each(WRITES)('%s with %o', (tool, args, says) => {
  test('passes for whoever has the token, whatever the name', async () => {
    const { fleet, grace, lease } = await withClaim();
    fleet.clock.pass(10);
    expect(await grace.text(tool, { task_id: 1, ...args, lease })).toMatch(says);
  });

  test('is refused to others without a token, naming holder and end', async () => {
    const { ada, grace } = await withClaim();
    const before = await ada.data('get_task', { task_id: 1 });
    const result = await grace.call(tool, { task_id: 1, ...args });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: `Error: ${HELD}\n${OTHERS}` }],
      _meta: { 'task-manager/error': 'leased' },
    });
    expect(await ada.data('get_task', { task_id: 1 })).toEqual(before);
  });

  test('is refused with a wrong token', async () => {
    const { ada, grace } = await withClaim();
    for (const session of [ada, grace])
      expect(await session.failure(tool, { task_id: 1, ...args, lease: 'tml_AAAAAAAAAAAAAAAAAAAAAA' })).toBe(
        `${NOT_THE_ONE} ${HELD}\n${OTHERS}`,
      );
  });

  test('is refused to the holder that is late, who is told who has it now', async () => {
    const { fleet, ada, grace, lease, fence } = await withClaim();
    fleet.clock.pass(15);
    const now = await claim(grace);
    expect(now.fence).toBeGreaterThan(fence);
    expect(await ada.failure(tool, { task_id: 1, ...args, lease })).toBe(
      `${NOT_THE_ONE} task #1 is claimed by grace until 2026-11-22T12:30:00Z\n${OTHERS}`,
    );
    expect(await grace.text(tool, { task_id: 1, ...args, lease: now.lease })).toContain('#1');
  });
});

/** Giving back what is not held any more is what a retry does. */
const LATE = WRITES.filter(([, args]) => !('release' in args));

test.each(LATE)('%s with %o is refused to the holder that is late', async (tool, args) => {
  const { fleet, ada, lease } = await withClaim();
  fleet.clock.pass(15);
  expect(await ada.failure(tool, { task_id: 1, ...args, lease })).toBe(
    'Error: the lease on task #1 expired at 2026-11-22T12:15:00Z, so nothing was written\n' +
      'Nobody holds the task now: look at what has changed; if there is still work to do, claim it again without lease.',
  );
});

test('a claimed task cannot be deleted, not by its holder either before it is given back', async () => {
  const { ada, grace, lease } = await withClaim();
  expect(await grace.failure('delete_task', { task_id: 1 })).toBe(
    `Error: ${HELD}\nNothing was deleted. Wait until it has ended.`,
  );
  expect(await ada.failure('delete_task', { task_id: 1 })).toBe(
    `Error: ${HELD}\nNothing was deleted. If the claim is yours, release it first.`,
  );
  await ada.text('claim_task', { task_id: 1, release: true, lease });
  expect(await ada.text('delete_task', { task_id: 1 })).toContain('Task #1 deleted.');
});

test('a tree is not deleted while somebody holds a task in it, and nothing of it is', async () => {
  const { ada, grace, lease } = await withClaim();
  await grace.text('add_task', { title: 'Above' });
  await grace.text('add_task', { title: 'Beside', parent_id: 2 });
  await ada.text('update_task', { task_id: 1, parent_id: 2, lease });
  const tree = { task_id: 2, include_subtasks: true };
  expect(await grace.failure('delete_task', tree)).toBe(
    `Error: ${HELD}\nNothing was deleted. Wait until it has ended.`,
  );
  expect(await grace.data('list_tasks')).toMatchObject({ total: 3 });
  await ada.text('claim_task', { task_id: 1, release: true, lease });
  expect(await grace.data('delete_task', tree)).toMatchObject({ deleted: expect.arrayContaining([1, 2, 3]) });
});

test.each([
  ['update_task', { priority: 'high' }],
  ['complete_task', {}],
  ['claim_task', {}],
])('%s with a lease for a task that nobody holds is refused', async (tool, args) => {
  const { ada } = await withClaim();
  await ada.text('add_task', { title: 'Not claimed' });
  expect(await ada.failure(tool, { task_id: 2, ...args, lease: 'tml_AAAAAAAAAAAAAAAAAAAAAA' })).toBe(
    'Error: the lease on task #2 has ended, so nothing was written\n' +
      'Nobody holds the task now: look at what has changed; if there is still work to do, claim it again without lease.',
  );
});

test('who holds a task and until when is seen by everybody', async () => {
  const { grace } = await withClaim();
  expect(await grace.text('get_task', { task_id: 1 })).toBe(`▶ #1: Review PR [medium]
version 2, created 2026-11-22T12:00Z by ada
claimed by ada until 2026-11-22T12:15Z

Changes, newest first:
2 2026-11-22T12:00Z ada claimed
1 2026-11-22T12:00Z ada created`);
  expect(await grace.data('get_task', { task_id: 1 })).toMatchObject({
    lease: { holder: 'ada', until: '2026-11-22T12:15:00.000Z' },
  });
});

test('each write with the lease renews it by as many minutes as were asked for', async () => {
  const { fleet, ada, lease } = await withClaim();
  await ada.text('claim_task', { task_id: 1, lease, minutes: 20 });
  for (const priority of ['high', 'low', 'medium']) {
    fleet.clock.pass(19);
    await ada.text('update_task', { task_id: 1, priority, lease });
  }
  expect(await ada.data('get_task', { task_id: 1 })).toMatchObject({ lease: { until: '2026-11-22T13:17:00.000Z' } });
});

test('claiming again with the lease renews it, leaves no trace and keeps token and fence', async () => {
  const { fleet, ada, lease, fence } = await withClaim();
  fleet.clock.pass(10);
  expect(await ada.data('claim_task', { task_id: 1, lease, minutes: 60 })).toEqual({
    task: expect.objectContaining({ id: 1, version: 2 }),
    lease: { token: lease, until: '2026-11-22T13:10:00.000Z', fence },
  });
  expect(await kindsOf(ada, 1)).toEqual(['task.created', 'task.claimed']);
});

test('completing ends the lease, and reopening does not bring it back', async () => {
  const { ada, grace, lease } = await withClaim();
  await ada.text('complete_task', { task_id: 1, lease });
  await grace.text('update_task', { task_id: 1, status: 'pending' });
  expect(await grace.data('get_task', { task_id: 1 })).not.toHaveProperty('lease');
  expect(await ada.failure('update_task', { task_id: 1, priority: 'low', lease })).toContain(
    'the lease on task #1 has ended',
  );
  expect(await claim(grace)).toMatchObject({ id: 1 });
});

test('a completion that is sent again with its lease says the same and changes nothing', async () => {
  const { ada, lease } = await withClaim();
  await ada.text('complete_task', { task_id: 1, lease, note: 'Merged.' });
  expect(await ada.text('complete_task', { task_id: 1, lease, note: 'Merged.' })).toBe('Task #1 completed.');
  expect(await kindsOf(ada, 1)).toEqual(['task.created', 'task.claimed', 'task.completed', 'note.added']);
});

test('setting the status to pending ends the lease', async () => {
  const { ada, grace, lease } = await withClaim();
  await ada.text('update_task', { task_id: 1, status: 'pending', lease });
  expect(await claim(grace)).toMatchObject({ id: 1 });
});

test('adding tasks around a claimed one, and finishing what it waits for, touches no lease', async () => {
  const { ada, grace } = await withClaim();
  await grace.text('add_task', { title: 'Part of it', parent_id: 1 });
  await grace.text('add_task', { title: 'After it', blocked_by: [1] });
  await grace.text('complete_task', { task_id: 2 });
  expect(await ada.data('get_task', { task_id: 1 })).toMatchObject({ lease: { holder: 'ada' } });
});
