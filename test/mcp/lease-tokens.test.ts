import { expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../support/audit.ts';
import { RawServer } from '../support/child.ts';
import { run } from '../support/command.ts';
import { claim, Fleet } from '../support/fleet.ts';
import { newDatabase } from '../support/folder.ts';
import { promptText } from '../support/prompts.ts';
import { gistOf, rawCall } from '../support/raw.ts';
import { run as runOther } from '../support/run.ts';

const TOKEN = /tml_[\w-]{22}/;
const RESOURCES = ['all', 'open', 'ready', 'stats', 'changes', 'task/1', 'task/2'];

test('the token of a lease is in no answer but to the claim, nor in any resource or prompt', async () => {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace', { era: 'legacy' })];
  for (const title of ['Held', 'Given back']) await ada.text('add_task', { title });
  const held = await claim(ada, { task_id: 1, idempotency_key: 'k1' });
  const back = await claim(ada, { task_id: 2 });
  await ada.text('update_task', { task_id: 1, note: 'Begun.', lease: held.lease });

  const said = [
    await ada.call('claim_task', { task_id: 2, release: true, lease: back.lease, note: 'Not mine.' }),
    await ada.call('update_task', { task_id: 1, priority: 'high', lease: held.lease }),
    await ada.call('update_task', { task_id: 2, priority: 'high', lease: back.lease }),
    await grace.call('claim_task', { task_id: 1 }),
    await grace.call('claim_task', { task_id: 1, lease: back.lease }),
    await grace.call('claim_task', { lease: back.lease }),
    await grace.call('get_task', { task_id: 1 }),
    await grace.call('list_tasks'),
    await grace.call('search_tasks', { query: 'held' }),
    await grace.call('get_changes', { since: 0 }),
    await ada.call('complete_task', { task_id: 1, lease: held.lease }),
    await grace.call('get_changes'),
    ...(await Promise.all(RESOURCES.map((uri) => grace.resource(`tasks://${uri}`)))),
    await promptText(grace, 'handoff', { task_id: '1' }),
    await promptText(grace, 'standup'),
  ];
  expect(JSON.stringify(said)).not.toMatch(TOKEN);
});

test('the token stands nowhere in the database file, in that of its log neither', async () => {
  const fleet = new Fleet();
  const ada = await fleet.actor('ada');
  await ada.text('add_task', { title: 'Held' });
  const { lease } = await claim(ada, { idempotency_key: 'the-key' });
  await ada.text('update_task', { task_id: 1, priority: 'high', lease, idempotency_key: 'another' });
  for (const end of ['', '-wal']) {
    // By another process: this one would lose its locks on the file.
    const { stdout } = await runOther('cat', [`${fleet.database}${end}`]);
    expect(stdout).not.toMatch(TOKEN);
    expect(stdout).not.toContain(lease.slice(4));
    expect(stdout).not.toContain('the-key');
  }
});

const Text = z.object({
  result: z.object({ structuredContent: z.object({ lease: z.object({ token: z.string() }) }) }),
});

test('neither the traffic that --verbose shows nor the log at level debug holds the token', async () => {
  const database = newDatabase();
  const server = new RawServer({ DATABASE_URL: database, LOG_LEVEL: 'debug' }, ['--verbose']);
  await server.request({ ...rawCall(1, 'add_task', { title: 'Held' }) });
  const claimed = await server.request({ ...rawCall(2, 'claim_task') });
  expect(gistOf(claimed)).toMatch(TOKEN);
  const { token: lease } = Text.parse(claimed).result.structuredContent.lease;
  await server.request({ ...rawCall(3, 'update_task', { task_id: 1, note: `lease ${lease}`, lease }) });
  await server.request({ ...rawCall(4, 'get_task', { task_id: 1, lease }) });
  await server.request({ ...rawCall(5, 'claim_task', { task_id: 1, lease, minutes: 60 }) });
  await server.request({ ...rawCall(6, 'claim_task', { task_id: 1, lease, release: true }) });
  server.process.stdin.end();
  await server.exit();
  expect(server.stderr).toContain('Claimed #1 until');
  expect(server.stderr).toContain('"args":');
  expect(server.stderr).not.toContain(lease);
  expect(server.stderr).not.toMatch(TOKEN);
  expect(await audit(database)).toEqual([]);
});

test('the log of a command at level debug does not hold the token', async () => {
  const database = newDatabase();
  const lease = 'tml_AAAAAAAAAAAAAAAAAAAAAA';
  await run(['add', 'Held'], { database });
  const { stderr } = await run(['done', '1', '--lease', lease], { database, env: { LOG_LEVEL: 'debug' } });
  expect(stderr).toContain('"args":');
  expect(stderr).not.toContain(lease);
});
