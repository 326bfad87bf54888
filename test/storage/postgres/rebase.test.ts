import { expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { rowsOf, tamper } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { tell } from '../../support/list.ts';

async function open(database: string) {
  const { services, close } = await openApp(readConfig([], { LOG_LEVEL: 'silent', DATABASE_URL: database }));
  onTestFinished(close);
  return services.callFor('test');
}

test('a dump of a server that has had more transactions is told from the beginning and goes on', async () => {
  const database = newDatabase();
  const first = await open(database);
  for (const title of ['One of three', 'Two of three', 'Three of three']) await tell(first, 'add_task', { title });
  await tamper(database, 'UPDATE changes SET tx = (tx::text::bigint + 1000000000)::text::xid8');
  const second = await open(database);
  expect((await rowsOf(database, 'SELECT DISTINCT tx::text FROM changes')).length).toBe(1);
  const since = async (cursor: number) => tell(second, 'get_changes', { since: cursor, wait_seconds: 5 });
  expect(await since(0)).toMatch(/^1 .*One of three\n2 .*Two of three\n3 .*Three of three\ncursor: 3$/s);
  await tell(second, 'complete_task', { task_id: 1 });
  expect(await since(3)).toMatch(/^4 .*completed #1\n/);
});

test('what this server has written itself is left as it is', async () => {
  const database = newDatabase();
  const first = await open(database);
  for (const title of ['One of two', 'Two of two']) await tell(first, 'add_task', { title });
  await open(database);
  expect((await rowsOf(database, 'SELECT DISTINCT tx::text FROM changes')).length).toBe(2);
});
