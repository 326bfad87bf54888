import { describe, expect, test } from 'vitest';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';
import { heard, SUBSCRIBERS, subscribe } from '../support/subscribing.ts';

describe.each(SUBSCRIBERS)('over $over a subscriber of the $era era', ({ over, era }) => {
  test('hears of a change that another process made, and of nothing it did not ask for', async () => {
    const database = newDatabase();
    const subscriber = await openSession({ over, era, database });
    const writer = await openSession({ over, database });
    await writer.text('add_task', { title: 'One' });
    await writer.text('add_task', { title: 'Two' });
    const next = heard(subscriber.client);
    await subscribe(subscriber, era, ['tasks://task/2']);
    await writer.text('complete_task', { task_id: 1 });
    await writer.text('complete_task', { task_id: 2 });
    expect(await next()).toBe('tasks://task/2');
  });

  test('hears of its own changes, and of the project a task leaves', async () => {
    const session = await openSession({ over, era });
    await session.text('add_task', { title: 'One', project: 'web' });
    const next = heard(session.client);
    await subscribe(session, era, ['tasks://project/web']);
    await session.text('update_task', { task_id: 1, project: 'app' });
    expect(await next()).toBe('tasks://project/web');
  });

  test.each([
    ['tasks://task/01', { title: 'One' }],
    ['tasks://project/WEB', { title: 'One', project: 'web' }],
    ['tasks://project/Cafe\u0301', { title: 'One', project: 'café' }],
    ['tasks://project/caf%c3%a9', { title: 'One', project: 'café' }],
    ['tasks://all?cursor=0', { title: 'One' }],
  ])('hears of %s as it spelled it', async (uri, task) => {
    const session = await openSession({ over, era });
    const next = heard(session.client);
    await subscribe(session, era, [uri]);
    await session.text('add_task', task);
    expect(await next()).toBe(uri);
  });

  test.each(['tasks://nope', 'tasks://task/abc', 'tasks://task/0', 'tasks://project/a%20b'])(
    'is refused %s, which no change can concern',
    async (uri) => {
      const session = await openSession({ over, era });
      const refused = { code: -32602, message: `Unknown resource: ${uri}` };
      await expect(subscribe(session, era, ['tasks://all', uri])).rejects.toMatchObject(refused);
      expect(await session.text('list_tasks')).toBe('No tasks found.');
    },
  );

  test('never misses the last of many changes', async () => {
    const database = newDatabase();
    const subscriber = await openSession({ over, era, database });
    const writer = await openSession({ over, database });
    const next = heard(subscriber.client);
    await subscribe(subscriber, era, ['tasks://all']);
    for (let round = 1; round <= 30; round++) {
      await Promise.all([1, 2, 3].map(() => writer.text('add_task', { title: `Round ${round}` })));
      // Hints are joined, so one may tell of all three; the last is told at the latest by the next.
      let count = 0;
      while (count < round * 3) {
        await next();
        count = (await subscriber.data('get_task_stats')).total as number;
      }
    }
  });
});

test('before 2026 an unknown resource cannot be subscribed to, and unsubscribing ends the hints', async () => {
  const session = await openSession({ era: 'legacy', over: 'stdio' });
  await expect(session.client.subscribeResource({ uri: 'tasks://nope' })).rejects.toThrow(
    'Unknown resource: tasks://nope',
  );
  const next = heard(session.client);
  await session.client.subscribeResource({ uri: 'tasks://all' });
  await session.client.subscribeResource({ uri: 'tasks://stats' });
  await session.client.unsubscribeResource({ uri: 'tasks://all' });
  await session.text('add_task', { title: 'One' });
  expect(await next()).toBe('tasks://stats');
});
