import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, NOON, numbered } from '../support/tasks.ts';

const ADA = { now: NOON, env: { TASK_ACTOR: 'ada' } };

test('all tasks are JSON, indented by two, with the keys in one order', async () => {
  const { client } = await openSession(ADA);
  await client.callTool({ name: 'add_task', arguments: { title: 'Review PR', priority: 'high', tags: ['api'] } });
  const { contents } = await client.readResource({ uri: 'tasks://all' });
  expect(contents).toEqual([
    {
      uri: 'tasks://all',
      mimeType: 'application/json',
      text: `[
  {
    "id": 1,
    "title": "Review PR",
    "description": "",
    "priority": "high",
    "completed": false,
    "status": "pending",
    "project": null,
    "tags": [
      "api"
    ],
    "due": null,
    "assignee": null,
    "parent_id": null,
    "blocked_by": [],
    "version": 1,
    "created_at": "2026-11-22T12:00:00.000Z",
    "updated_at": "2026-11-22T12:00:00.000Z",
    "completed_at": null,
    "created_by": "ada"
  }
]`,
    },
  ]);
});

test('no task is an empty list', async () => {
  const { client } = await openSession();
  expect(await client.readResource({ uri: 'tasks://all' })).toMatchObject({ contents: [{ text: '[]' }] });
});

test('all tasks are there by number, completed ones too, deleted ones not', async () => {
  const session = await openSession();
  await addAll(session, numbered(1_050));
  await session.text('complete_task', { task_id: 2 });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.resource('tasks://all')).toMatchObject(
    Array.from({ length: 1_049 }, (_, index) => ({ id: index + 2, completed: index === 0 })),
  );
});

test('ten thousand tasks are given, more are refused, naming the pages', async () => {
  // The legacy client keeps no answers of resources for a while.
  const session = await openSession({ era: 'legacy' });
  await addAll(session, numbered(10_000));
  expect(await session.resource('tasks://all')).toHaveLength(10_000);
  await session.text('add_task', { title: 'One more' });
  await expect(session.client.readResource({ uri: 'tasks://all' })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringMatching(
      /^more than 10000 tasks.* Read tasks:\/\/all\{\?cursor\}, beginning with cursor 0\.$/,
    ),
  });
  await expect(session.client.readResource({ uri: 'tasks://open' })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringMatching(/^more than 10000 tasks.* Read tasks:\/\/project\/\{name\} or use list_tasks\.$/),
  });
  expect(await session.resource('tasks://all?cursor=9999')).toMatchObject({ tasks: [{ id: 10_000 }, { id: 10_001 }] });
}, 120_000);

test('the pages of all tasks, joined, are all tasks', async () => {
  const session = await openSession();
  await addAll(session, numbered(2_001));
  const first = await session.resource('tasks://all?cursor=0');
  expect(first).toMatchObject({ tasks: { length: 1_000, 0: { id: 1 } }, next_cursor: '1000' });
  const second = await session.resource('tasks://all?cursor=1000');
  expect(second).toMatchObject({ tasks: { length: 1_000, 0: { id: 1_001 } }, next_cursor: '2000' });
  const last = await session.resource('tasks://all?cursor=2000');
  expect(last).toEqual({ tasks: [expect.objectContaining({ id: 2_001, created_at: expect.any(String) })] });
});

test('a page of exactly a thousand is the last when nothing follows', async () => {
  const session = await openSession();
  await addAll(session, numbered(1_000));
  expect(await session.resource('tasks://all?cursor=0')).not.toHaveProperty('next_cursor');
});

test.each(['x', '-1', '1.5', '9'.repeat(16)])('the cursor %s of all tasks is refused', async (cursor) => {
  const { client } = await openSession();
  await expect(client.readResource({ uri: `tasks://all?cursor=${cursor}` })).rejects.toMatchObject({
    code: -32602,
    message: `cursor must be a number from next_cursor, not "${cursor}"`,
  });
});
