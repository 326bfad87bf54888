import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open.ts';
import { claim } from '../../support/fleet.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';

const withOption = (url: string, name: string, value: string) =>
  `${url}${encodeURIComponent(` -c ${name}=${value.replaceAll(' ', '\\ ')}`)}`;

test.each([
  ['datestyle', 'German'],
  ['datestyle', 'SQL, DMY'],
  ['timezone', 'Asia/Kolkata'],
  ['default_transaction_isolation', 'serializable'],
])('what a role has as its own default makes no difference: %s %s', async (name, value) => {
  const session = await openSession({ database: withOption(newDatabase(), name, value) });
  await session.text('add_task', { title: 'To be claimed' });
  const { until } = await claim(session, { minutes: 60 });
  expect(Math.abs(Date.parse(until) - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

test('servers that start at once make one list, whatever a role has as its own default', async () => {
  const database = withOption(newDatabase(), 'default_transaction_isolation', 'serializable');
  const sessions = await Promise.all(Array.from({ length: 4 }, () => openSession({ database })));
  for (const session of sessions) await session.text('add_task', { title: 'In the same list' });
  expect(await sessions[0]?.data('get_task_stats')).toMatchObject({ total: 4 });
});

const refusalOf = (url: string) => openStore(url, {}).then(() => 'opened', String);

test('a server without encryption is told of where encryption is demanded', async () => {
  expect(await refusalOf(`${newDatabase()}&sslmode=verify-full`)).toContain('encrypted connection');
});

test('a file of a certificate that is not there is told of without its path', async () => {
  const missing = `${newFolder()}/missing.crt`;
  const said = await refusalOf(`${newDatabase()}&sslmode=verify-full&sslrootcert=${missing}`);
  expect(said).toContain('Cannot use the database 127.0.0.1');
  expect(said).not.toContain(missing);
});

test('a socket on which nobody listens is a database that cannot be reached', async () => {
  expect(await refusalOf(`postgres:///postgres?host=${newFolder()}`)).toContain('cannot be reached');
});

test.each([
  ['that takes no options', 'unsupported startup parameter: options', 'refuses how the connection begins'],
  ['that has no connection left', 'query_wait_timeout', 'cannot be reached'],
])('a pooler %s is told of', async (_, why, told) => {
  const said = `SFATAL\0VFATAL\0C08P01\0M${why}\0\0`;
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), Buffer.from(said)]);
  refusal.writeInt32BE(said.length + 4, 1);
  const pooler = createServer((socket) => socket.once('data', () => socket.end(refusal)).on('error', () => {}));
  await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void pooler.close());
  const url = new URL('postgres://postgres@127.0.0.1/tasks?options=-c%20search_path%3Dtasks');
  url.port = String(Object(pooler.address()).port);
  expect(await refusalOf(url.href)).toContain(told);
});
