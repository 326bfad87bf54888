import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSession } from '../../support/session.ts';
import { waiting } from '../../support/waiting.ts';

test('a call that waits is told when the database is deleted', async () => {
  const session = await openSession({ over: 'stdio' });
  const { text } = await waiting(session, { since: 0 });
  for (const end of ['', '-wal', '-shm']) rmSync(`${session.database}${end}`, { force: true });
  expect(await text).toContain('the database file was deleted');
});
