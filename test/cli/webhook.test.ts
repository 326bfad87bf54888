import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';
import { openReceiver } from '../support/receiver.ts';

const SECRET = /^whsec_[A-Za-z\d+/]{43}=\n$/;
const ROOM = 'https://203.0.114.7/services/T000/key-4711';

/** The webhook commands on a list of their own, which may send to receivers on this machine. */
function webhooks() {
  const database = newDatabase();
  const env = { TASK_ACTOR: 'ada', WEBHOOK_ALLOW: '127.0.0.1' };
  return { database, webhook: (...args: string[]) => run(['webhook', ...args], { database, env }) };
}

test('add shows the secret alone on the output, and says beside it what will be sent', async () => {
  const { webhook } = webhooks();
  const { code, stdout, stderr } = await webhook(
    ...['add', ROOM, '--format', 'slack', '--description', 'The room'],
    ...['--event', 'task.completed, note.added', '--project', 'web', '--tag', 'api,ui', '--priority', 'high'],
  );
  expect(stderr.split('\n')[0]).toBe(
    'Webhook #1 The room: https://203.0.114.7/…4711; slack; enabled; task.completed, note.added; project web; #api or #ui; from high.',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(SECRET);
  expect(stderr).not.toContain('whsec_');
});

test('secrets and what a URL keeps secret are shown by nothing after that', async () => {
  const { webhook } = webhooks();
  await webhook('add', ROOM);
  const all = [['list'], ['list', '--json'], ['disable', '1'], ['enable', '1', '--json'], ['deliveries', '--json']];
  for (const args of all) {
    const { code, stdout, stderr } = await webhook(...args);
    expect([args, code]).toEqual([args, 0]);
    expect(stdout + stderr).not.toMatch(/whsec_|T000/);
  }
  expect((await webhook('list')).stdout).toBe('#1: https://203.0.114.7/…4711; standard; enabled\n');
});

test('what a command does to a webhook is logged where somebody wants to know', async () => {
  const database = newDatabase();
  const env = { TASK_ACTOR: 'ada', LOG_LEVEL: 'info' };
  const { stderr } = await run(['webhook', 'add', ROOM], { database, env });
  const [line = ''] = stderr.split('\n').filter((each) => each.startsWith('{'));
  expect(JSON.parse(line)).toMatchObject({ message: 'Webhook added', webhook: 1, actor: 'ada' });
  expect(line).not.toMatch(/whsec_|T000|4711/);
});

test('a webhook is disabled, enabled and removed by its number', async () => {
  const { webhook } = webhooks();
  await webhook('add', ROOM);
  expect((await webhook('disable', '#1')).stdout).toBe('Webhook #1 disabled.\n');
  expect((await webhook('list')).stdout).toContain('disabled (by ada)');
  expect((await webhook('enable', '1')).stdout).toBe('Webhook #1 enabled.\n');
  expect((await webhook('remove', '1')).stdout).toBe('Webhook #1 removed.\n');
  expect((await webhook('list')).stdout).toBe('No webhooks.\n');
});

test('a test is sent at once, and what became of it is in the exit code and among the deliveries', async () => {
  let status = 204;
  const receiver = await openReceiver((_, response) => response.writeHead(status).end());
  const { webhook } = webhooks();
  const secret = (await webhook('add', receiver.url)).stdout.trim();
  const good = await webhook('test', '1');
  expect(good).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Test of webhook #1: delivered after 1 attempt, /),
  });
  const [first] = receiver.received;
  const headers = Object.entries(first?.headers ?? {}).map(([name, value]) => [name, `${value}`]);
  expect(new Webhook(secret).verify(first?.body ?? '', Object.fromEntries(headers))).toMatchObject({
    type: 'webhook.test',
    data: { actor: 'ada' },
  });
  status = 503;
  expect(await webhook('test', '1')).toMatchObject({ code: 1, stdout: expect.stringContaining('answered 503') });
  expect((await webhook('deliveries', '1', '--limit', '1')).stdout).toMatch(
    /^#2 webhook\.test to #1: dead after 1 attempt, \S+Z; answered 503\nThere are more: --cursor 2\n$/,
  );
  expect(JSON.parse((await webhook('deliveries', '--state', 'delivered', '--json')).stdout)).toMatchObject({
    deliveries: [{ id: 1, state: 'delivered', last_status: 204 }],
  });
});

test('what was given up can be replayed, one or all of it', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(500).end());
  const { webhook } = webhooks();
  await webhook('add', receiver.url);
  await webhook('test', '1');
  await webhook('test', '1');
  expect((await webhook('replay', '1')).stdout).toBe('Delivery #1 will be sent again.\n');
  expect((await webhook('replay', '--dead', '1')).stdout).toBe('1 delivery will be sent again.\n');
  expect((await webhook('deliveries', '--state', 'pending')).stdout.split('\n')).toHaveLength(3);
});

test('a new secret signs beside the one from before, unless that has leaked', async () => {
  const { webhook } = webhooks();
  await webhook('add', ROOM);
  const rotated = await webhook('rotate-secret', '1');
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(SECRET) });
  expect(rotated.stderr).toBe(
    'New secret of webhook #1, shown this once. The one from before signs too for 24 hours.\n',
  );
  expect((await webhook('list')).stdout).toContain('; 2 secrets\n');
  const leaked = JSON.parse((await webhook('rotate-secret', '1', '--now', '--json')).stdout);
  expect(leaked).toMatchObject({ endpoint: { id: 1, secrets: 1 }, secret: expect.stringMatching(/^whsec_/) });
});

test.each([
  [['add', 'ftp://hooks.example/'], 2, 'the URL is no https: URL'],
  [['add', 'https://10.0.0.1/'], 2, 'webhooks go to the public Internet only'],
  [['add', ROOM, '--format', 'teams'], 2, 'format must be one of standard, slack, discord, ntfy, not "teams"'],
  [['add', ROOM, '--event', 'task.done'], 2, 'event must be one of task.created'],
  [['add', ROOM, '--priority', 'urgent'], 2, 'the lowest priority must be one of low, medium, high, not "urgent"'],
  [['add', ROOM, '--read-only'], 2, 'the list is read-only here'],
  [['test', '1', '--read-only'], 2, 'the list is read-only here'],
  [['add'], 2, "Missing required argument 'url'"],
  [['test', '9'], 3, 'Webhook #9 not found. List the webhooks to see which there are.'],
  [['remove', 'all'], 2, 'id must be a number, as in 12 or #12, not "all"'],
  [['deliveries', '--state', 'lost'], 2, 'state must be one of pending, delivered, dead, not "lost"'],
  [['replay'], 2, 'replay takes the number of a delivery, or --dead with that of a webhook'],
  [['replay', '4'], 3, 'Delivery #4 not found. List the deliveries to see which there are; old ones are forgotten.'],
])('webhook %j fails with code %i', async (args, code, says) => {
  const { webhook } = webhooks();
  await webhook('add', ROOM);
  const failed = await webhook(...args);
  expect(failed).toMatchObject({ code, stdout: '' });
  expect(failed.stderr).toContain(says);
});
