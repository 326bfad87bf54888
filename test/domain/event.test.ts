import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventOf, TaskEvent } from '../../src/domain/event.ts';
import { openList, tell } from '../support/list.ts';
import { NOON } from '../support/tasks.ts';

/** A list and the events of everything that was done to it, as receivers would parse them. */
async function eventful() {
  const { everything } = await openList({ now: NOON });
  return {
    does: (name: string, args: Record<string, unknown>) => tell(everything, name, args),
    events: () =>
      everything.store.read(async (tx) => {
        const changes = await tx.changes.since(0, 200);
        const tasks = await tx.tasks.findMany([...new Set(changes.map(({ task_id }) => task_id))]);
        const events = changes.map((change) =>
          eventOf(
            change,
            tasks.find(({ id }) => id === change.task_id),
          ),
        );
        return events.map((event) => event && TaskEvent.parse(JSON.parse(JSON.stringify(event))));
      }),
  };
}

test('an update says who changed which fields from what to what, and how the task is now', async () => {
  const { does, events } = await eventful();
  await does('add_task', { title: 'Review PR', priority: 'low', project: 'web', tags: ['api'] });
  await does('update_task', { task_id: 1, priority: 'high', tags: ['api', 'urgent'], due: '2026-12-01' });
  expect((await events())[1]).toEqual({
    type: 'task.updated',
    version: 1,
    timestamp: '2026-11-22T12:00:00.000Z',
    data: {
      id: 2,
      group: 2,
      actor: 'ada',
      project: 'web',
      task: {
        id: 1,
        title: 'Review PR',
        description: '',
        priority: 'high',
        completed: false,
        status: 'pending',
        project: 'web',
        tags: ['api', 'urgent'],
        due: '2026-12-01',
        assignee: null,
        parent_id: null,
        blocked_by: [],
        version: 2,
        created_at: '2026-11-22T12:00:00.000Z',
        updated_at: '2026-11-22T12:00:00.000Z',
        completed_at: null,
        created_by: 'ada',
      },
      changes: {
        priority: { before: 'low', after: 'high' },
        tags: { before: ['api'], after: ['api', 'urgent'] },
        due: { before: null, after: '2026-12-01' },
      },
    },
  });
});

test('each kind of change is an event, but the withdrawal of a note', async () => {
  const { does, events } = await eventful();
  await does('add_task', { title: 'Review PR' });
  await does('update_task', { task_id: 1, note: 'Half done' });
  await does('undo', {});
  await does('complete_task', { task_id: 1 });
  await does('update_task', { task_id: 1, status: 'pending' });
  const claim = await does('claim_task', { task_id: 1 });
  const lease = /tml_[\w-]+/.exec(claim)?.[0];
  await does('claim_task', { task_id: 1, release: true, lease });
  await does('delete_task', { task_id: 1 });
  await does('undo', {});
  const told = await events();
  expect(told.map((event) => event?.type)).toEqual([
    'task.created',
    'note.added',
    undefined,
    'task.completed',
    'task.reopened',
    'task.claimed',
    'task.released',
    'task.deleted',
    'task.restored',
  ]);
  expect(told[1]?.data.note).toEqual({ id: 1, text: 'Half done' });
  expect(told.at(-1)?.data.undoes).toBe(8);
  expect(JSON.stringify(told)).not.toContain('tml_');
});

test('what came and went is told whole, as it was then and not as it is now', async () => {
  const { does, events } = await eventful();
  await does('add_task', { title: 'Review PR' });
  await does('update_task', { task_id: 1, title: 'Merge PR' });
  await does('delete_task', { task_id: 1 });
  const told = await events();
  expect(told.map((event) => event?.data.task)).toMatchObject([
    { id: 1, title: 'Review PR', version: 1, completed: false },
    { id: 1 },
    { id: 1, title: 'Merge PR', version: 3 },
  ]);
  expect(told[1]?.data.task).toEqual({ id: 1 });
  expect(told.map((event) => Object.keys(event?.data.changes ?? {}))).toEqual([[], ['title'], []]);
});

test('of a task that is gone for good only its number is told', () => {
  const change = {
    id: 9,
    group: 9,
    at: '2026-11-22T12:00:00.000Z',
    actor: 'ada',
    task_id: 1,
    version: 2,
    project: null,
  };
  const event = eventOf({ ...change, kind: 'task.deleted', before: null, after: null }, undefined);
  expect(event?.data).toMatchObject({ task: { id: 1 }, changes: {} });
});

test('long texts are cut, and no character with them', async () => {
  const { does, events } = await eventful();
  const long = `a${'😀'.repeat(5_000)}`;
  await does('add_task', { title: 'Review PR', description: long });
  await does('update_task', { task_id: 1, description: `b${long}`, note: long });
  const cut = `a${'😀'.repeat(999)}…`;
  const [, updated, noted] = await events();
  expect(updated?.data.changes.description).toEqual({ before: cut, after: `ba${'😀'.repeat(999)}…` });
  expect(noted?.data.note?.text).toBe(cut);
  expect(Buffer.byteLength(JSON.stringify(updated))).toBeLessThan(20_000);
});

test('a title that is older than our rules is cut like any text', async () => {
  const { does, events } = await eventful();
  await does('add_task', { title: 'Review PR' });
  const [event] = await events();
  if (event === undefined || !('title' in event.data.task)) throw new Error('nothing was told');
  const { id, version, completed: _, ...fields } = event.data.task;
  const change = { ...event.data, task_id: id, version, at: event.timestamp, before: null };
  const told = eventOf({ ...change, kind: 'task.created', after: { ...fields, title: 'x'.repeat(30_000) } }, undefined);
  expect(told?.data.task).toMatchObject({ title: `${'x'.repeat(2_000)}…` });
});

test('the schema of an event can be written down as JSON Schema', () => {
  expect(z.toJSONSchema(TaskEvent).required).toEqual(['type', 'version', 'timestamp', 'data']);
});
