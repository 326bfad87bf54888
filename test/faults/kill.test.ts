import { expect, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';
import { killLoop } from './kill-loop.ts';

test('servers killed while they write lose no acknowledged write and leave the database whole', async () => {
  const database = newDatabase();
  const session = await openSession({ database });
  const summary = await killLoop({
    database,
    server: [BIN],
    environment: childEnvironment({}),
    kills: 8,
    writers: 2,
    withinMs: 400,
  });
  expect(summary).toMatchObject({ kills: 8, lost: [], damage: [] });
  expect(await session.text('add_task', { title: 'Still here' })).toMatch(/^Created task #\d+: Still here \(medium\)$/);
});
