import { expect, test } from 'vitest';
import { claim, Fleet } from '../support/fleet.ts';

/** Nothing may leave a task in progress without anybody whose claim could end. */
async function withClaim() {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  await ada.text('add_task', { title: 'Review PR' });
  return { fleet, ada, grace, ...(await claim(ada)) };
}

test('a completion by the holder that is undone leaves a task that can be taken up', async () => {
  const { ada, grace, lease } = await withClaim();
  await ada.text('complete_task', { task_id: 1, lease });
  await ada.text('undo');
  expect(await grace.text('list_tasks', { status: 'ready' })).toBe('○ #1: Review PR [medium]');
  expect(await claim(grace)).toMatchObject({ id: 1 });
});

test('what a person had set in progress comes back in progress', async () => {
  const { ada, lease } = await withClaim();
  await ada.text('claim_task', { task_id: 1, release: true, lease });
  await ada.text('update_task', { task_id: 1, status: 'in_progress' });
  await ada.text('complete_task', { task_id: 1 });
  await ada.text('undo');
  expect(await ada.text('list_tasks')).toBe('▶ #1: Review PR [medium]');
});

test.each([
  ['delete_task', 'Task #1 deleted. To restore it: undo change 4.'],
  ['complete_task', 'Task #1 completed.'],
])('a task whose claim has run out and that is undone after %s can be taken up', async (tool, says) => {
  const { fleet, grace } = await withClaim();
  fleet.clock.pass(16);
  expect(await grace.text(tool, { task_id: 1 })).toBe(says);
  await grace.text('undo');
  expect(await claim(grace)).toMatchObject({ id: 1 });
});

test('an edit by somebody else frees a task whose claim has run out', async () => {
  const { fleet, grace } = await withClaim();
  fleet.clock.pass(16);
  expect(await grace.text('update_task', { task_id: 1, priority: 'high' })).toBe(
    'Task #1 updated: priority medium → high',
  );
  expect(await grace.text('list_tasks')).toBe('○ #1: Review PR [high]');
});

test('a key gives a claim again as long as it counts, and never after that', async () => {
  const { fleet, ada, grace, lease } = await withClaim();
  await ada.text('claim_task', { task_id: 1, release: true, lease });
  const again = await claim(ada, { idempotency_key: 'k' });
  expect(await claim(ada, { idempotency_key: 'k' })).toEqual(again);
  fleet.clock.pass(16);
  const ended = `Error: the claim of task #1 that was made with this idempotency_key has ended
Give a new key to a new claim.`;
  expect(await ada.failure('claim_task', { idempotency_key: 'k' })).toBe(ended);
  const next = await claim(grace);
  await grace.text('complete_task', { task_id: 1, lease: next.lease });
  expect(await ada.failure('claim_task', { idempotency_key: 'k' })).toBe(ended);
});

test('that nothing was ready is no answer to keep', async () => {
  const { ada, grace } = await withClaim();
  expect(await grace.text('claim_task', { idempotency_key: 'k' })).toContain('No task is ready');
  await ada.text('add_task', { title: 'Next' });
  expect(await claim(grace, { idempotency_key: 'k' })).toMatchObject({ id: 2 });
});
