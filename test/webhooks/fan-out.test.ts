import { expect, test } from 'vitest';
import type { EndpointWish } from '../../src/domain/add-endpoint.ts';
import { TaskEvent } from '../../src/domain/event.ts';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

const eventsAt = ({ received }: Receiver) =>
  received
    .map(({ body }) => TaskEvent.parse(JSON.parse(body)))
    // On the way they may pass each other; this is how receivers put them in order.
    .sort((one, other) => one.data.id - other.data.id);
const toldAt = (receiver: Receiver) => eventsAt(receiver).map(({ type, data }) => `${type} #${data.task.id}`);

test('an endpoint hears of what happens from then on, and of nothing before', async () => {
  const receiver = await openReceiver();
  const { add, tell, deliver } = await openSender();
  await tell('add_task', { title: 'Before' });
  await add({ url: receiver.url });
  await tell('add_task', { title: 'After' });
  deliver();
  await tell('update_task', { task_id: 2, priority: 'high', note: 'soon' });
  await expect.poll(() => toldAt(receiver)).toEqual(['task.created #2', 'task.updated #2', 'note.added #2']);
  await tell('complete_task', { task_id: 2 });
  await expect.poll(() => toldAt(receiver).at(-1)).toBe('task.completed #2');
  expect(eventsAt(receiver).map(({ data }) => data.actor)).toEqual(Array(4).fill('ada'));
});

/** What each kind of filter lets through of the same week. */
const FILTERS: readonly (readonly [what: string, wish: Partial<EndpointWish>, told: readonly string[]])[] = [
  ['types', { events: ['task.completed', 'task.reopened'] }, ['task.completed #1', 'task.reopened #1']],
  [
    'a project, also when a task leaves it',
    { project: 'web' },
    ['task.created #1', 'task.completed #1', 'task.reopened #1', 'task.updated #1'],
  ],
  ['a tag', { tags: ['urgent', 'api'] }, ['task.created #2', 'task.deleted #2']],
  [
    'a priority, also when it falls below',
    { min_priority: 'high' },
    ['task.created #2', 'task.updated #3', 'task.updated #3', 'task.deleted #2'],
  ],
  ['all of these at once', { min_priority: 'high', tags: ['api'], events: ['task.deleted'] }, ['task.deleted #2']],
];

test.each(FILTERS)('an endpoint can be told by %s', async (_what, wish, told) => {
  const [all, some] = [await openReceiver(), await openReceiver()];
  const { add, tell, deliver } = await openSender();
  await add({ url: all.url });
  await add({ url: some.url, ...wish });
  deliver();
  await tell('add_task', { title: 'Of the web', project: 'web' });
  await tell('complete_task', { task_id: 1 });
  await tell('update_task', { task_id: 1, status: 'pending' });
  await tell('update_task', { task_id: 1, project: 'shop' });
  await tell('add_task', { title: 'Of the api', priority: 'high', tags: ['api'] });
  await tell('add_task', { title: 'Of nothing' });
  await tell('update_task', { task_id: 3, priority: 'high' });
  await tell('update_task', { task_id: 3, priority: 'low' });
  await tell('delete_task', { task_id: 2 });
  await expect.poll(() => toldAt(all).at(-1)).toBe('task.deleted #2');
  await expect.poll(() => toldAt(some)).toEqual(told);
  expect(toldAt(all)).toHaveLength(9);
});

test('claims, their ends and what is undone are told as what they are', async () => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const receiver = await openReceiver();
  const { add, call, tell, deliver } = await openSender({ now: () => new Date(at) });
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await tell('claim_task', { task_id: 1, minutes: 1 });
  await expect.poll(() => toldAt(receiver).at(-1)).toBe('task.claimed #1');
  // That it was told must be written down before a minute passes at once.
  await expect.poll(() => listDeliveries(call, { state: 'pending' })).toEqual({ deliveries: [] });
  // Nobody looks for work or news but the courier.
  at += 61_000;
  await tell('add_task', { title: 'Other' });
  await expect.poll(() => toldAt(receiver)).toContain('task.lease_expired #1');
  await tell('complete_task', { task_id: 1 });
  await tell('undo');
  await tell('delete_task', { task_id: 2 });
  await tell('undo');
  await expect
    .poll(() => toldAt(receiver).slice(4))
    .toEqual(['task.completed #1', 'task.reopened #1', 'task.deleted #2', 'task.restored #2']);
  const undone = eventsAt(receiver).find(({ type }) => type === 'task.reopened');
  expect(undone?.data.undoes).toBe(undone === undefined ? undefined : undone.data.id - 1);
});

test('a read-only server sends nothing', async () => {
  const receiver = await openReceiver();
  const { add, tell, database } = await openSender();
  await add({ url: receiver.url });
  await tell('add_task', { title: 'Review PR' });
  const reader = await openSender({ database, env: { READ_ONLY: 'true' } });
  reader.deliver();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(receiver.connections).toBe(0);
  await expect(reader.add({ url: receiver.url })).rejects.toThrow('the list is read-only here');
});
