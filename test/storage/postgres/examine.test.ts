import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { examineStore } from '../../../src/storage/maintenance.ts';
import { tamper } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

test('what nobody is told of for long is found by its age, since not everybody sees when a transaction began', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  const writing = new Client(database);
  await writing.connect();
  onTestFinished(() => writing.end());
  await writing.query('BEGIN');
  await writing.query('SELECT pg_current_xact_id()');
  await session.text('add_task', { title: 'Held up' });
  await tamper(
    database,
    "UPDATE changes SET at = to_char(now() - interval '1 minute', 'YYYY-MM-DD\"T\"HH24:MI:SSTZH')",
  );
  const feed = async () => (await examineStore(database)).find(({ check }) => check === 'change feed');
  expect(await feed()).toMatchObject({ state: 'warning', says: expect.stringMatching(/writing for 6\d s/) });
  await writing.query('COMMIT');
  expect(await feed()).toMatchObject({ state: 'ok' });
});
