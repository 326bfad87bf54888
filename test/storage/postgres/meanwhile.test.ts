import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

/** A transaction beside the server, which waits until somebody has to wait for it and ends then. */
async function beside(database: string, ...statements: readonly string[]) {
  const client = new Client(database);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return async () => {
    const waits = 'SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))';
    await expect.poll(async () => (await client.query(waits, [rows[0]?.pid])).rowCount, { interval: 5 }).toBe(1);
    await client.query('COMMIT');
  };
}

test('a blocker that is purged while it is named again is left out', async () => {
  const session = await openSession({ database: newDatabase() });
  for (const title of ['Sand', 'Paint']) await session.text('add_task', { title });
  await session.text('update_task', { task_id: 2, blocked_by: [1] });
  const { change_id } = await session.data('update_task', { task_id: 2, blocked_by: [] });
  await session.text('delete_task', { task_id: 1 });
  const ended = await beside(session.database, 'DELETE FROM tasks WHERE id = 1');
  const undoing = session.text('undo', { change_id });
  await ended();
  expect(await undoing).toContain('#2');
  expect(await session.data('list_tasks', { status: 'ready' })).toMatchObject({ total: 1 });
});

test.each(['taken off', 'given another task'])(
  'a claim by a tag waits for a task whose tag is %s, and leaves it',
  async (what) => {
    const session = await openSession({ database: newDatabase() });
    await session.text('add_task', { title: 'Paint', tags: ['api'] });
    await session.text('add_task', { title: 'Sand' });
    const ended = await beside(
      session.database,
      `UPDATE tasks SET tags = '[]' WHERE id = 1`,
      'DELETE FROM task_tags WHERE task_id = 1',
      ...(what === 'taken off'
        ? []
        : [`UPDATE tasks SET tags = '["api"]' WHERE id = 2`, `INSERT INTO task_tags VALUES ('api', 2)`]),
    );
    const claiming = session.data('claim_task', { tag: 'api' });
    await ended();
    expect(await claiming).toMatchObject({ task: what === 'taken off' ? null : { id: 2 } });
  },
);
