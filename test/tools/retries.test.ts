import { expect, test } from 'vitest';
import { claim, Fleet } from '../support/fleet.ts';
import type { Session } from '../support/session.ts';

/** Every tool that writes, with what makes its arguments on a list of two tasks. */
const WRITES: readonly (readonly [tool: string, args: (session: Session) => Promise<Record<string, unknown>>])[] = [
  ['add_task', async () => ({ title: 'Review PR' })],
  ['add_tasks', async () => ({ tasks: [{ title: 'One' }, { title: 'Two' }] })],
  ['update_task', async () => ({ task_id: 1, priority: 'high', note: 'Begun.' })],
  ['update_task', async () => ({ task_id: 1, note: 'Begun.' })],
  ['complete_task', async () => ({ task_id: 1 })],
  ['delete_task', async () => ({ task_id: 1 })],
  ['undo', async () => ({ change_id: 2 })],
  ['undo', async () => ({})],
  ['claim_task', async () => ({})],
  ['claim_task', async (session) => ({ ...(await held(session)), minutes: 30 })],
  ['claim_task', async (session) => ({ ...(await held(session)), release: true, note: 'Later.' })],
];

async function held(session: Session) {
  const { id: task_id, lease } = await claim(session);
  return { task_id, lease };
}

async function withTwo() {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  for (const title of ['First', 'Second']) await ada.text('add_task', { title });
  return { fleet, ada };
}

test.each(WRITES)('%s sent again with its key has one effect and one answer (%#)', async (tool, make) => {
  const { fleet, ada } = await withTwo();
  const args = { ...(await make(ada)), idempotency_key: 'a-key' };
  const first = await ada.call(tool, args);
  expect(first.isError).not.toBe(true);
  const after = await ada.data('get_changes', { since: 0 });
  fleet.clock.pass(1);
  for (let times = 0; times < 3; times += 1) {
    const { content, structuredContent, _meta } = await ada.call(tool, args);
    expect({ content, structuredContent }).toEqual({
      content: first.content,
      structuredContent: first.structuredContent,
    });
    expect(_meta).toMatchObject({ 'task-manager/replayed': true });
  }
  expect(await ada.data('get_changes', { since: 0 })).toEqual(after);
  expect(JSON.stringify(after)).not.toContain('a-key');
});

test.each(WRITES)('%s with a key does what it does without one (%#)', async (tool, make) => {
  const [one, other] = [await withTwo(), await withTwo()];
  await one.ada.text(tool, await make(one.ada));
  await other.ada.text(tool, { ...(await make(other.ada)), idempotency_key: 'a-key' });
  expect(await other.ada.data('get_changes', { since: 0 })).toEqual(await one.ada.data('get_changes', { since: 0 }));
});

test('a key with other arguments is refused, for another tool or another actor it is another key', async () => {
  const { fleet, ada } = await withTwo();
  const grace = await fleet.actor('grace');
  const idempotency_key = 'a-key';
  await ada.text('update_task', { task_id: 1, priority: 'high', idempotency_key });
  expect(await ada.failure('update_task', { task_id: 1, priority: 'low', idempotency_key })).toBe(
    'Error: idempotency_key was used before, with other arguments\n' +
      'Give a new key to a new call; send the same arguments to repeat the old one.',
  );
  expect(await grace.text('update_task', { task_id: 1, priority: 'low', idempotency_key })).toBe(
    'Task #1 updated: priority high → low',
  );
  expect(await ada.text('complete_task', { task_id: 1, idempotency_key })).toBe('Task #1 completed.');
});

test('the order of the arguments is nothing that matters', async () => {
  const { ada } = await withTwo();
  const first = await ada.data('update_task', { task_id: 1, priority: 'high', title: 'Other', idempotency_key: 'k' });
  expect(await ada.data('update_task', { idempotency_key: 'k', title: 'Other', priority: 'high', task_id: 1 })).toEqual(
    first,
  );
});

test('a key is remembered for a week', async () => {
  const { fleet, ada } = await withTwo();
  const args = { title: 'Review PR', idempotency_key: 'k' };
  const day = 24 * 60;
  expect(await ada.text('add_task', args)).toContain('#3');
  fleet.clock.pass(7 * day - 1);
  expect(await ada.text('add_task', args)).toContain('#3');
  fleet.clock.pass(2);
  expect(await ada.text('add_task', args)).toContain('#4');
});

test.each(['', 'with space', 'ü', 'x'.repeat(256)])('a key such as %j is refused', async (idempotency_key) => {
  const { ada } = await withTwo();
  expect(await ada.failure('add_task', { title: 'Review PR', idempotency_key })).toContain(
    'idempotency_key must be 1–255 visible ASCII characters without spaces',
  );
});
