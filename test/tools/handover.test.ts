import { expect, test } from 'vitest';
import { claim, Fleet, kindsOf } from '../support/fleet.ts';

/** Two actors, and a task that ada has claimed. */
async function withClaim() {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  await ada.text('add_task', { title: 'Review PR', description: 'The one about billing.' });
  return { fleet, ada, grace, ...(await claim(ada)) };
}

test('a task that is given back is pending again and ready for others', async () => {
  const { ada, grace, lease } = await withClaim();
  expect(await ada.data('claim_task', { task_id: 1, release: true, lease })).toEqual({
    task: expect.objectContaining({ id: 1, status: 'pending', version: 3 }),
    change_id: 3,
  });
  expect(await grace.data('get_task', { task_id: 1 })).not.toHaveProperty('lease');
  expect(await claim(grace)).toMatchObject({ id: 1, fence: 4 });
});

test('what is left for the next one is the first that the next one reads', async () => {
  const { ada, grace, lease } = await withClaim();
  await ada.text('update_task', { task_id: 1, note: 'Begun.', lease });
  const args = { task_id: 1, release: true, lease, note: 'Tests are red.\nSee the log.' };
  expect(await ada.text('claim_task', args)).toBe('Task #1 released.');
  expect(await grace.text('get_task', { task_id: 1 })).toBe(`○ #1: Review PR [medium]
version 3, created 2026-11-22T12:00Z by ada

  The one about billing.

Last handover:
2026-11-22T12:00Z ada: Tests are red.
  See the log.

Notes, newest first:
2026-11-22T12:00Z ada: Begun.

Changes, newest first:
4 2026-11-22T12:00Z ada released
2 2026-11-22T12:00Z ada claimed
1 2026-11-22T12:00Z ada created`);
  const text = await grace.text('claim_task');
  expect(text.split('\n\n')[3]).toBe('Last handover:\n2026-11-22T12:00Z ada: Tests are red.\n  See the log.');
  expect(await grace.data('get_task', { task_id: 1 })).toMatchObject({
    handover: { actor: 'ada', text: 'Tests are red.\nSee the log.', handover: true },
  });
});

test('giving back twice says so, changes nothing and keeps one handover', async () => {
  const { ada, lease } = await withClaim();
  const args = { task_id: 1, release: true, lease, note: 'Tests are red.' };
  await ada.text('claim_task', args);
  expect(await ada.text('claim_task', args)).toBe('Task #1 is not claimed.');
  expect(await ada.data('claim_task', args)).toEqual({ task: expect.objectContaining({ id: 1, version: 3 }) });
  expect(await kindsOf(ada, 1)).toEqual(['task.created', 'task.claimed', 'task.released', 'note.added']);
});

test('a handover that comes too late is refused, and says that it was not written', async () => {
  const { fleet, ada, lease } = await withClaim();
  fleet.clock.pass(15);
  const args = { task_id: 1, release: true, lease };
  const late =
    'Error: nobody holds task #1 any more, so the note was not written\n' +
    'Look at what has changed; add the note by an update if it still helps.';
  expect(await ada.failure('claim_task', { ...args, note: 'Tests are red.' })).toBe(late);
  expect(await ada.text('claim_task', args)).toBe('Task #1 is not claimed.');
  expect(await ada.failure('claim_task', { ...args, note: 'Tests are red.' })).toBe(late);
  expect(await ada.data('get_task', { task_id: 1 })).toMatchObject({ notes: [] });
});

test('a handover is kept as one though its words stand in a note already', async () => {
  const { ada, lease } = await withClaim();
  await ada.text('update_task', { task_id: 1, note: 'Tests are red.', lease });
  const args = { task_id: 1, release: true, lease, note: 'Tests are red.' };
  await ada.text('claim_task', args);
  expect(await ada.text('claim_task', args)).toBe('Task #1 is not claimed.');
  expect(await ada.data('get_task', { task_id: 1 })).toMatchObject({ handover: { text: 'Tests are red.' } });
});

test('the last handover is shown, also when it says what an earlier one of the same actor said', async () => {
  const { fleet, ada, grace, lease } = await withClaim();
  await ada.text('claim_task', { task_id: 1, release: true, lease, note: 'Tests are red.' });
  const { lease: second } = await claim(grace);
  await grace.text('claim_task', { task_id: 1, release: true, lease: second, note: 'Tests are green.' });
  fleet.clock.pass(5);
  const { lease: third } = await claim(ada);
  await ada.text('claim_task', { task_id: 1, release: true, lease: third, note: 'Tests are red.' });
  expect(await grace.text('get_task', { task_id: 1 })).toContain(
    'Last handover:\n2026-11-22T12:05Z ada: Tests are red.\n\nNotes, newest first:\n2026-11-22T12:00Z grace: Tests are green.',
  );
});

test('nobody gives back what another holds', async () => {
  const { grace } = await withClaim();
  expect(await grace.failure('claim_task', { task_id: 1, release: true, note: 'Mine.' })).toBe(
    'Error: task #1 is claimed by ada until 2026-11-22T12:15:00Z\nTake another task, or wait until then.',
  );
});

test('an unknown task cannot be given back', async () => {
  const { ada } = await withClaim();
  expect(await ada.failure('claim_task', { task_id: 9, release: true })).toContain('Task #9 not found.');
});

test('a release with a key answers the same again', async () => {
  const { ada, lease } = await withClaim();
  const args = { task_id: 1, release: true, lease, note: 'Tests are red.', idempotency_key: 'k1' };
  const first = await ada.data('claim_task', args);
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  expect(await ada.data('claim_task', args)).toEqual(first);
});

test('others are told who claimed, who gave back and what was left', async () => {
  const { ada, grace, lease } = await withClaim();
  await ada.text('claim_task', { task_id: 1, release: true, lease, note: 'Tests are red.' });
  expect(await grace.text('get_changes', { since: 1 })).toBe(`2 2026-11-22T12:00Z ada claimed #1
3 2026-11-22T12:00Z ada released #1
4 2026-11-22T12:00Z ada added a note #1: Tests are red.
cursor: 4`);
});
