import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, test } from 'vitest';
import { newDatabase } from '../support/folder.ts';
import { ERAS, type Era, openSession, type Session } from '../support/session.ts';

/** The URIs that a client hears of, as a queue. */
function heard(client: Client): () => Promise<string> {
  const uris: string[] = [];
  let wake = () => {};
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    uris.push(params.uri);
    wake();
  });
  return async () => {
    while (uris.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return uris.shift() ?? '';
  };
}

async function subscribe({ client }: Session, era: Era, uris: string[]): Promise<void> {
  if (era === 'modern') await client.listen({ resourceSubscriptions: uris });
  else for (const uri of uris) await client.subscribeResource({ uri });
}

describe.each(ERAS)('a subscriber of the %s era', (era) => {
  test('hears of a change that another process made, and of nothing it did not ask for', async () => {
    const database = newDatabase();
    const subscriber = await openSession({ over: 'stdio', era, database });
    const writer = await openSession({ over: 'stdio', database });
    await writer.text('add_task', { title: 'One' });
    await writer.text('add_task', { title: 'Two' });
    const next = heard(subscriber.client);
    await subscribe(subscriber, era, ['tasks://task/2']);
    await writer.text('complete_task', { task_id: 1 });
    await writer.text('complete_task', { task_id: 2 });
    expect(await next()).toBe('tasks://task/2');
  });

  test('hears of its own changes, and of the project a task leaves', async () => {
    const session = await openSession({ over: 'stdio', era });
    await session.text('add_task', { title: 'One', project: 'web' });
    const next = heard(session.client);
    await subscribe(session, era, ['tasks://project/web']);
    await session.text('update_task', { task_id: 1, project: 'app' });
    expect(await next()).toBe('tasks://project/web');
  });

  test('never misses the last of many changes', async () => {
    const database = newDatabase();
    const subscriber = await openSession({ over: 'stdio', era, database });
    const writer = await openSession({ over: 'stdio', database });
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
