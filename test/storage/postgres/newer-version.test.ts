import { expect, test } from 'vitest';
import { tamper } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession, type Session } from '../../support/session.ts';

const TABLES = ['tasks', 'notes', 'changes', 'leases', 'keys', 'tokens', 'sources', 'meta'];
const AT_ONCE = 12;

/** Reads and writes every table, on as many connections as there are. */
async function useAll(session: Session): Promise<void> {
  const use = async () => {
    const { task } = await session.data('add_task', { title: 'Some task', idempotency_key: crypto.randomUUID() });
    const { id: task_id } = Object(task);
    await session.data('update_task', { task_id, priority: 'high', note: 'Begun' });
    const { lease } = await session.data('claim_task', { task_id });
    const { change_id } = await session.data('complete_task', { task_id, lease: Object(lease).token });
    await session.data('undo', { change_id });
    for (const tool of ['list_tasks', 'get_changes']) await session.data(tool);
    await session.data('search_tasks', { query: 'begun' });
    await session.data('get_task', { task_id });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, use));
}

test('calls go on unharmed while a newer version adds columns', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  await useAll(session);
  for (const table of TABLES) await tamper(database, `ALTER TABLE ${table} ADD COLUMN newer text`);
  await useAll(session);
  const { completed } = await session.data('get_task_stats');
  expect(completed).toBe(0);
});
