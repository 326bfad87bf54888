import { expect, test } from 'vitest';
import { claim, Fleet } from '../support/fleet.ts';
import { idsOf } from '../support/tasks.ts';

const TOKEN = /tml_[\w-]{22}/;

/** Two actors, and the tasks given. */
async function withTasks(...tasks: readonly Record<string, unknown>[]) {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  for (const task of tasks) await ada.text('add_task', task);
  return { fleet, ada, grace };
}

test('claiming a task gives all that there is to know of it, with the token and the end of the lease first', async () => {
  const { fleet, ada, grace } = await withTasks({
    title: 'Review PR',
    description: 'The one about billing.',
    priority: 'high',
    tags: ['api'],
  });
  await ada.text('update_task', { task_id: 1, note: 'See the thread.' });
  fleet.clock.pass(3);
  const text = await grace.text('claim_task', { task_id: 1 });
  expect(text.replace(TOKEN, 'TOKEN')).toBe(`Claimed #1 until 2026-11-22T12:18Z; lease: TOKEN

▶ #1: Review PR [high] #api
version 2, created 2026-11-22T12:00Z by ada, updated 2026-11-22T12:03Z

  The one about billing.

Notes, newest first:
2026-11-22T12:00Z ada: See the thread.

Changes, newest first:
3 2026-11-22T12:03Z grace claimed
1 2026-11-22T12:00Z ada created`);
});

test('programs get the task, the lease and the change', async () => {
  const { grace } = await withTasks({ title: 'Review PR' });
  expect(await grace.data('claim_task', { task_id: 1, minutes: 30 })).toEqual({
    task: expect.objectContaining({ id: 1, status: 'in_progress', version: 2 }),
    lease: { token: expect.stringMatching(TOKEN), until: '2026-11-22T12:30:00.000Z', fence: 2 },
    change_id: 2,
  });
});

test('without a number the best ready task is claimed: by priority, then due date, then age', async () => {
  const { grace } = await withTasks(
    { title: 'Low', priority: 'low', due: '2026-11-23' },
    { title: 'Whenever' },
    { title: 'Later', due: '2026-12-01' },
    { title: 'Soon', due: '2026-11-25' },
    { title: 'Also soon', due: '2026-11-25' },
    { title: 'Urgent', priority: 'high' },
    { title: 'Urgent but blocked', priority: 'high', blocked_by: [1], due: '2026-11-23' },
  );
  const ready = await idsOf(grace, 'list_tasks', { status: 'ready' });
  expect(ready).toEqual([6, 4, 5, 3, 2, 1]);
  for (const id of ready) expect(await claim(grace)).toMatchObject({ id });
});

test('a project, the default project and a tag narrow what is claimed', async () => {
  const { fleet, grace } = await withTasks(
    { title: 'Elsewhere', priority: 'high' },
    { title: 'Here', project: 'web' },
    { title: 'Here, tagged', project: 'web', priority: 'low', tags: ['api'] },
    { title: 'There, tagged', project: 'ios', tags: ['api'] },
  );
  const inWeb = await fleet.actor('lin', { env: { TASK_PROJECT: 'web' } });
  expect(await claim(grace, { project: 'web', tag: 'api' })).toMatchObject({ id: 3 });
  expect(await claim(inWeb)).toMatchObject({ id: 2 });
  expect(await claim(grace, { tag: '#api' })).toMatchObject({ id: 4 });
  expect(await claim(inWeb, { project: '*' })).toMatchObject({ id: 1 });
});

test('when none is ready the answer says why, with numbers', async () => {
  const { ada, grace } = await withTasks(
    { title: 'Held' },
    { title: 'Held longer' },
    { title: 'Blocked', blocked_by: [1] },
    { title: 'Blocked twice', blocked_by: [1, 2] },
    { title: 'In work' },
    { title: 'Blocked by a blocked one', blocked_by: [3] },
    { title: 'Blocked, too', blocked_by: [1] },
  );
  await claim(ada, { task_id: 1 });
  await claim(ada, { task_id: 2, minutes: 60 });
  await ada.text('update_task', { task_id: 5, status: 'in_progress' });
  expect(await grace.text('claim_task')).toBe(
    'No task is ready: 4 pending blocked (#3 by #1; #4 by #1, #2; #6 by #3; …), 2 claimed (the first until 2026-11-22T12:15Z), 1 in progress without a claim (#5). To wait for one: get_changes with wait_seconds.',
  );
  expect(await grace.data('claim_task')).toEqual({ task: null, blocked: 4, leased: 2 });
});

test('when nothing is open the answer says that, and what it was limited to', async () => {
  const { fleet, ada, grace } = await withTasks({ title: 'Done', project: 'web' });
  await ada.text('complete_task', { task_id: 1 });
  expect(await grace.text('claim_task')).toBe('No task is ready: nothing is open.');
  expect(await grace.data('claim_task')).toEqual({ task: null, blocked: 0, leased: 0 });
  expect(await grace.text('claim_task', { project: 'wbe' })).toBe(
    'No task is ready: nothing is open.\nThere is no project "wbe"; there are: web.',
  );
  const inIos = await fleet.actor('lin', { env: { TASK_PROJECT: 'web' } });
  expect(await inIos.text('claim_task')).toBe(
    'No task is ready: nothing is open.\nOnly project "web" was looked at (the default here). project: "*" shows all.',
  );
});

test('the reasons are those of the project and the tag that were asked for', async () => {
  const { ada, grace } = await withTasks(
    { title: 'Held', project: 'web', tags: ['api'] },
    { title: 'Held elsewhere', project: 'ios' },
    { title: 'Blocked elsewhere', project: 'ios', blocked_by: [1] },
  );
  await claim(ada, { task_id: 1 });
  await claim(ada, { task_id: 2 });
  const one =
    'No task is ready: 1 claimed (the first until 2026-11-22T12:15Z). To wait for one: get_changes with wait_seconds.';
  expect(await grace.text('claim_task', { project: 'web' })).toBe(one);
  expect(await grace.text('claim_task', { tag: 'api' })).toBe(one);
  expect(await grace.data('claim_task', { project: 'ios' })).toEqual({ task: null, blocked: 1, leased: 1 });
});

test('a blocked task cannot be claimed', async () => {
  const { grace } = await withTasks({ title: 'First' }, { title: 'Second' }, { title: 'Last', blocked_by: [1, 2] });
  expect(await grace.failure('claim_task', { task_id: 3 })).toBe(
    'Error: task #3 is blocked by #1, #2\nComplete those first, or take them out of blocked_by.',
  );
});

test('a completed task cannot be claimed', async () => {
  const { ada, grace } = await withTasks({ title: 'Done' });
  await ada.text('complete_task', { task_id: 1 });
  expect(await grace.failure('claim_task', { task_id: 1 })).toBe(
    'Error: task #1 is completed\nSet its status to pending first if it is to be done again.',
  );
});

test('a claimed task cannot be claimed by another, nor again by its holder without the token', async () => {
  const { ada, grace } = await withTasks({ title: 'Held' });
  await claim(ada, { task_id: 1 });
  expect(await grace.failure('claim_task', { task_id: 1 })).toBe(
    'Error: task #1 is claimed by ada until 2026-11-22T12:15:00Z\nTake another task, or wait until then.',
  );
  expect(await ada.failure('claim_task', { task_id: 1 })).toBe(
    'Error: task #1 is claimed by ada until 2026-11-22T12:15:00Z\n' +
      'If the claim is yours, pass its token as lease; otherwise take another task.',
  );
});

test('whoever gives a task back without the token is not told to give it back', async () => {
  const { ada } = await withTasks({ title: 'Held' });
  await claim(ada, { task_id: 1 });
  expect(await ada.failure('claim_task', { task_id: 1, release: true })).toMatch(
    /\nIf the claim is yours, pass its token as lease; otherwise take another task\.$/,
  );
});

test('a deleted or unknown task cannot be claimed', async () => {
  const { ada, grace } = await withTasks({ title: 'Gone' });
  await ada.text('delete_task', { task_id: 1 });
  const next = 'Find the id with list_tasks or search_tasks.';
  expect(await grace.failure('claim_task', { task_id: 1 })).toBe(`Task #1 not found.\n${next}`);
  expect(await grace.failure('claim_task', { task_id: 9 })).toBe(`Task #9 not found.\n${next}`);
});

test('a task that somebody works on without a claim can be claimed', async () => {
  const { ada, grace } = await withTasks({ title: 'In work' });
  await ada.text('update_task', { task_id: 1, status: 'in_progress' });
  expect(await grace.data('claim_task', { task_id: 1 })).toMatchObject({ task: { version: 2 }, lease: { fence: 3 } });
  expect(await ada.failure('complete_task', { task_id: 1 })).toContain('task #1 is claimed by grace');
});

test.each([
  [{ minutes: 0 }, 'minutes must be at least 1, not 0'],
  [{ minutes: 1_441 }, 'minutes must be at most 1440, not 1441'],
  [{ minutes: 1.5 }, 'minutes must be a whole number, not 1.5'],
  [{ task_id: 0 }, 'task_id must be at least 1, not 0'],
  [{ lease: 'tml_x' }, "'task_id' is required with lease"],
  [{ release: true }, "'task_id' is required with release"],
])('%o is refused and claims nothing', async (args, says) => {
  const { grace } = await withTasks({ title: 'Ready' });
  expect(await grace.failure('claim_task', args)).toContain(`Error: ${says}\n`);
  expect(await idsOf(grace, 'list_tasks', { status: 'ready' })).toEqual([1]);
});

test.each([1, 1_440])('a lease of %i minutes ends then and not before', async (minutes) => {
  const { fleet, ada, grace } = await withTasks({ title: 'Held' });
  const { lease } = await claim(ada, { minutes });
  fleet.clock.pass(minutes - 0.001);
  expect(await grace.failure('claim_task', { task_id: 1 })).toContain('is claimed by ada');
  fleet.clock.pass(0.001);
  expect(await ada.failure('complete_task', { task_id: 1, lease })).toContain('expired');
  expect(await claim(grace)).toMatchObject({ id: 1 });
});

test('a note given with a claim is kept', async () => {
  const { grace } = await withTasks({ title: 'Review PR' });
  expect(await grace.text('claim_task', { note: 'Begun.' })).toContain(
    'Notes, newest first:\n2026-11-22T12:00Z grace: Begun.',
  );
});

test('a claim with a key answers the same again, with the same token, and claims no second task', async () => {
  const { ada, grace } = await withTasks({ title: 'One' }, { title: 'Two' });
  const first = await ada.call('claim_task', { idempotency_key: 'k1' });
  const again = await ada.call('claim_task', { idempotency_key: 'k1' });
  expect(again).toMatchObject({ content: first.content, structuredContent: first.structuredContent });
  expect(again._meta).toMatchObject({ 'task-manager/replayed': true });
  expect(await claim(grace, { idempotency_key: 'k1' })).toMatchObject({ id: 2 });
});

test('a claim that failed leaves its key to be used again', async () => {
  const { ada, grace } = await withTasks({ title: 'One' });
  const { lease } = await claim(ada, { task_id: 1 });
  await grace.failure('claim_task', { task_id: 1, idempotency_key: 'k1' });
  await ada.text('claim_task', { task_id: 1, release: true, lease });
  expect(await claim(grace, { task_id: 1, idempotency_key: 'k1' })).toMatchObject({ id: 1 });
});
