import { Client } from 'pg';
import { expect, test } from 'vitest';
import { rowsOf, tamper } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession, type Session } from '../../support/session.ts';

const TABLES = ['tasks', 'notes', 'changes', 'leases', 'keys', 'tokens', 'sources', 'meta'];
const AT_ONCE = 12;
/** The one under which the schema is changed. */
const LOCK = 0x7461736b;

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

const REFUSAL = 'Error: a newer task-manager-mcp has upgraded the database (schema 999, this one knows';

test('a server is refused by its next call once a newer version has taken away what it needs, and says what to do', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  await tamper(database, 'UPDATE schema_version SET version = 999, works_with = 6');
  for (const refused of [session.failure('add_task', { title: 'Late' }), session.failure('list_tasks')]) {
    expect(await refused).toContain(REFUSAL);
    expect(await refused).toContain('Update this server.');
  }
  await expect(openSession({ database })).rejects.toThrow('has upgraded the database');
});

test('a server that waits for a newer one to upgrade the database refuses it then', async () => {
  const database = newDatabase();
  await openSession({ database });
  await tamper(database, 'UPDATE schema_version SET version = 1, works_with = 1');
  const client = new Client(database);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext(current_schema()))', [LOCK]);
  const starting = openSession({ database });
  const refused = expect(starting).rejects.toThrow('has upgraded the database');
  await expect
    .poll(
      async () => (await rowsOf(database, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length,
    )
    .toBeGreaterThan(0);
  await client.query('UPDATE schema_version SET version = 999, works_with = 6');
  await client.query('COMMIT');
  await client.end();
  await refused;
});
