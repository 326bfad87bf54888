import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tamper } from '../../support/beside.ts';
import { openSession } from '../../support/session.ts';

test('a key cannot be read in the bytes of the file', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Review PR', idempotency_key: 'my-secret-key-1234' });
  await session.client.close();
  // So that all of it stands in the one file.
  await tamper(session.database, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(session.database);
  expect([bytes.includes('Review PR'), bytes.includes('my-secret-key')]).toEqual([true, false]);
});
