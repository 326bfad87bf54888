import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startedWatch } from '../../support/watching.ts';

test('watch ends with a sentence when a newer version has changed the database', async () => {
  const { child, database, stderr } = await startedWatch();
  const newer = new DatabaseSync(database);
  newer.exec('PRAGMA user_version = 999');
  newer.close();
  await once(child, 'close');
  expect(stderr()).toMatch(/^another version of task-manager-mcp has changed the database .*\n$/);
  expect(child.exitCode).toBe(5);
});

test('watch ends with a sentence when the database is deleted', async () => {
  const { child, database, stderr } = await startedWatch();
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
  await once(child, 'close');
  expect(stderr()).toMatch(/^the database file was deleted .*\n$/);
  expect(child.exitCode).toBe(5);
});
