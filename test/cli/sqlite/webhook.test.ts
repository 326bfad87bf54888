import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { run } from '../../support/command.ts';
import { newDatabase, newFolder } from '../../support/folder.ts';
import { openReceiver } from '../../support/receiver.ts';
import { openSender } from '../../support/webhooks.ts';

const ROOM = 'https://203.0.114.7/room';

/** A list of its own, with what is done to it in the shell. */
function list() {
  const database = newDatabase();
  const env = { TASK_ACTOR: 'ada', WEBHOOK_ALLOW: '127.0.0.1' };
  const does = async (...args: string[]) => (await run(args, { database, env })).stdout;
  return {
    database,
    does,
    webhook: (...args: string[]) => does('webhook', ...args),
    backup: async () => {
      const path = join(newFolder(), 'copy.db');
      await does('backup', path);
      return path;
    },
    /** Gives the file that holds the list as it was. */
    async restore(path: string) {
      const said = await does('restore', path);
      expect(said).toContain('Restored from');
      return said.trim().split('The list as it was: ')[1] ?? '';
    },
  };
}

test('webhooks that were removed or disabled since the backup stay so, and what was on its way to them too', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(500).end());
  const { webhook, backup, restore } = list();
  for (const id of ['1', '2', '3']) {
    await webhook('add', receiver.url);
    await webhook('test', id);
    await webhook('replay', id);
  }
  const copy = await backup();
  await webhook('remove', '1');
  await webhook('disable', '2');
  await restore(copy);
  expect((await webhook('list')).trim().split('\n')).toEqual([
    expect.stringMatching(/^#2: .*; disabled \(by ada\)$/),
    expect.stringMatching(/^#3: .*; enabled$/),
  ]);
  expect((await webhook('deliveries')).trim().split('\n')).toEqual([
    expect.stringMatching(/^#3 webhook\.test to #3: pending /),
    expect.stringMatching(/^#2 webhook\.test to #2: dead .*; webhook disabled: by ada$/),
  ]);
});

test('a webhook that was disabled in the backup stays so, whatever was said since', async () => {
  const { webhook, backup, restore } = list();
  await webhook('add', ROOM);
  await webhook('disable', '1');
  const copy = await backup();
  await webhook('enable', '1');
  await restore(copy);
  expect(await webhook('list')).toContain('disabled (by ada)');
});

test('a secret that was replaced since the backup signs nothing any more', async () => {
  const receiver = await openReceiver();
  const { webhook, backup, restore } = list();
  const leaked = (await webhook('add', receiver.url)).trim();
  const copy = await backup();
  const fresh = (await webhook('rotate-secret', '1', '--now')).trim();
  await restore(copy);
  await webhook('test', '1');
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
  const takes = (secret: string) => () => new Webhook(secret).verify(body, texts);
  expect(takes(fresh)).not.toThrow();
  expect(takes(leaked)).toThrow();
});

test('what was told since the backup is not told again by it', async () => {
  let status = 500;
  const receiver = await openReceiver((_, response) => response.writeHead(status).end());
  const { database, does, webhook, backup, restore } = list();
  await webhook('add', receiver.url);
  await webhook('test', '1');
  await webhook('replay', '1');
  await does('add', 'Waits to be told of');
  const copy = await backup();
  status = 204;
  const told = () => receiver.received.map(({ body }) => JSON.parse(body).data.task?.title ?? 'test').sort();
  const before = await openSender({ database });
  before.deliver();
  await expect.poll(told).toEqual(['Waits to be told of', 'test', 'test']);
  await expect.poll(() => webhook('deliveries', '--state', 'pending')).toBe('No deliveries.\n');
  await before.close();
  await restore(copy);
  const after = await openSender({ database });
  after.deliver();
  await after.tell('add_task', { title: 'New' });
  await expect.poll(told).toContain('New');
  await expect.poll(() => webhook('deliveries', '--state', 'pending')).toBe('No deliveries.\n');
  expect(told()).toEqual(['New', 'Waits to be told of', 'test', 'test']);
});

test('what waited in the backup, and is long forgotten, is not sent but can be replayed', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(500).end());
  const { database, webhook, backup, restore } = list();
  await webhook('add', receiver.url);
  await webhook('test', '1');
  await webhook('replay', '1');
  const copy = await backup();
  const file = new DatabaseSync(database);
  file.exec('DELETE FROM deliveries');
  file.close();
  await restore(copy);
  expect(await webhook('deliveries')).toContain(': dead after 0 attempts');
  expect(await webhook('replay', '--dead', '1')).toBe('1 delivery will be sent again.\n');
});

test('who takes back a restore has the webhooks again that were added before it', async () => {
  const { does, webhook, backup, restore } = list();
  await does('add', 'Kept');
  const copy = await backup();
  await does('add', 'Later');
  await webhook('add', ROOM);
  const before = await restore(copy);
  expect(await webhook('list')).toBe('No webhooks.\n');
  await restore(before);
  expect(await webhook('list')).toMatch(/^#1: .*; enabled\n$/);
});

test('a list that never had the webhooks of a backup takes them as they are', async () => {
  const [one, other] = [list(), list()];
  await one.webhook('add', ROOM);
  await one.webhook('add', ROOM);
  const copy = await one.backup();
  // Of the same number, and none of those.
  await other.webhook('add', ROOM);
  await other.webhook('disable', '1');
  await other.webhook('add', ROOM);
  await other.webhook('remove', '2');
  await other.restore(copy);
  expect(await other.webhook('list')).toMatch(/^#1: .*; enabled\n#2: .*; enabled\n$/);
});

test('however many messages wait, a restore is done before those give up who wait for it to write', async () => {
  const { database, webhook, backup, restore } = list();
  await webhook('add', ROOM);
  const file = new DatabaseSync(database);
  file.exec(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
    INSERT INTO deliveries (message_id, endpoint_id, type, body, state, attempts, next_at, created_at)
      SELECT n, 1, 'task.created', '{}', 'pending', 0, '2026-11-22', '2026-11-22' FROM numbers`);
  file.close();
  const copy = await backup();
  const start = performance.now();
  await restore(copy);
  expect(performance.now() - start).toBeLessThan(7_500);
});

test('a webhook that was removed stays so too where the backup is of a list that was itself restored', async () => {
  const receiver = await openReceiver();
  const { database, does, webhook, backup, restore } = list();
  await does('add', 'Kept');
  await webhook('add', receiver.url);
  const first = await backup();
  await does('add', 'Told');
  const sender = await openSender({ database });
  sender.deliver();
  await expect.poll(() => receiver.received).toHaveLength(1);
  await sender.close();
  await restore(first);
  const second = await backup();
  await webhook('remove', '1');
  await restore(second);
  expect(await webhook('list')).toBe('No webhooks.\n');
});
