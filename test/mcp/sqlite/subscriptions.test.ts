import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../support/session.ts';
import { heard, SUBSCRIBERS, subscribe } from '../../support/subscribing.ts';

function removeDatabase(database: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
}

describe.each(SUBSCRIBERS)('over $over a subscriber of the $era era', ({ over, era }) => {
  test('is sent a hint when the database is deleted, and reads what is wrong', async () => {
    const session = await openSession({ over, era });
    await session.text('add_task', { title: 'One' });
    const next = heard(session.client);
    await subscribe(session, era, ['tasks://task/1']);
    removeDatabase(session.database);
    expect(await next()).toBe('tasks://task/1');
    await expect(session.resource('tasks://task/1')).rejects.toThrow('the database file was deleted');
  });

  test('is refused in a sentence, each time, when the database is gone, and the server lives on', async () => {
    const session = await openSession({ over, era });
    await session.text('add_task', { title: 'One' });
    removeDatabase(session.database);
    // Readers look at the file ten times a second.
    await expect.poll(async () => (await session.call('get_task_stats')).isError).toBe(true);
    for (const uri of ['tasks://all', 'tasks://stats']) {
      await expect(subscribe(session, era, [uri])).rejects.toThrow('the database file was deleted');
    }
    expect((await session.client.listTools()).tools).not.toEqual([]);
  });

  test('is refused by a newer schema, and served once the schema is known again', async () => {
    const session = await openSession({ over, era });
    await session.text('add_task', { title: 'One' });
    const other = new DatabaseSync(session.database);
    const known = other.prepare('PRAGMA user_version').get()?.user_version;
    other.exec('PRAGMA user_version = 999');
    await expect(subscribe(session, era, ['tasks://all'])).rejects.toThrow('another version of task-manager-mcp');
    other.exec(`PRAGMA user_version = ${known}`);
    other.close();
    const next = heard(session.client);
    await subscribe(session, era, ['tasks://all']);
    await session.text('add_task', { title: 'Two' });
    expect(await next()).toBe('tasks://all');
  });
});
