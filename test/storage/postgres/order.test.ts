import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { NewChange } from '../../../src/domain/change.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { newStore } from '../../support/stored.ts';

/** A connection beside the program's, in a transaction that has its place in the log. */
async function openTransaction(database: string): Promise<Client> {
  const client = new Client(database);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  return client;
}

const change = (task_id: number, version: number): NewChange => ({
  ...{ at: '2026-11-22T10:00:00.000Z', actor: 'ada', kind: 'task.updated', project: null, before: {}, after: {} },
  ...{ group: undefined, task_id, version },
});

test('a transaction that began before the last one that changed a task cannot put a change of that task behind it', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  await session.text('add_task', { title: 'Task' });
  const earlier = await openTransaction(database);
  await session.text('update_task', { task_id: 1, title: 'Changed meanwhile' });
  const insert = earlier.query(
    "INSERT INTO changes (at, actor, kind, task_id, version) VALUES ('', '', 'task.updated', 1, 3)",
  );
  await expect(insert).rejects.toMatchObject({ code: '40001' });
});

test('a write that would have stood at the wrong place is made again, and then stands at the right one', async () => {
  const store = await newStore();
  let runs = 0;
  await store.write(async (tx) => {
    runs += 1;
    await tx.changes.append(change(1, 1));
    if (runs === 1) await store.write((other) => other.changes.append(change(2, 1)));
    await tx.changes.append(change(2, 2));
  });
  const told = await store.read((tx) => tx.changes.since(0, 10));
  expect(runs).toBe(2);
  expect(told.map(({ task_id, version }) => `#${task_id} ${version}`)).toEqual(['#2 1', '#1 1', '#2 2']);
});

test('what a long transaction holds up is told as soon as it ends, all of it and in order', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  await session.text('add_task', { title: 'Before' });
  const { next_cursor: since } = await session.data('get_changes', { wait_seconds: 0 });
  const long = await openTransaction(database);
  for (const title of ['First', 'Second', 'Third']) await session.text('add_task', { title });
  expect(await session.data('get_changes', { since })).toMatchObject({ changes: [], next_cursor: since });
  const told = session.data('get_changes', { since, wait_seconds: 20 });
  await long.query('COMMIT');
  expect((await told).changes).toMatchObject([{ task_id: 2 }, { task_id: 3 }, { task_id: 4 }]);
});
