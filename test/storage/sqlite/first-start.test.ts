import { expect, test } from 'vitest';
import { SQLITE_MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { rowsOf } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

test('processes that start at once on no file leave it in the newest version', async () => {
  const database = newDatabase();
  await Promise.all(Array.from({ length: 8 }, () => openSession({ over: 'stdio', database })));
  expect(await rowsOf(database, 'PRAGMA user_version')).toEqual([{ user_version: SQLITE_MIGRATIONS.length }]);
});
