import { expect, test } from 'vitest';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { replayDead, replayDelivery } from '../../src/domain/replay-delivery.ts';
import { testEndpoint } from '../../src/domain/test-endpoint.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

const HOUR = 3_600_000;

/** A list with one message that was given up an hour ago, and how long its oldest one that is not has been waiting. */
async function withDead() {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const receiver = await openReceiver((_, response) => response.writeHead(500).end());
  const sender = await openSender({ now: () => new Date(at) });
  await sender.add({ url: receiver.url });
  await testEndpoint(sender.call, 1, sender.outlet);
  const pass = (ms: number) => {
    at += ms;
  };
  const oldestMs = async () => {
    const { oldest } = await sender.services.store.read((tx) => tx.deliveries.backlog());
    return oldest === undefined ? undefined : at - Date.parse(oldest);
  };
  pass(HOUR);
  return { ...sender, pass, oldestMs };
}

test.each([
  ['one', replayDelivery],
  ['all', replayDead],
] as const)('what is replayed, %s, counts as waiting from then on', async (_which, replay) => {
  const { call, pass, oldestMs } = await withDead();
  expect(await oldestMs()).toBeUndefined();
  await replay(call, 1);
  expect(await oldestMs()).toBe(0);
  pass(1_000);
  expect(await oldestMs()).toBe(1_000);
});

test('a replay hides nothing that waits for longer', async () => {
  const { call, tell, deliver, pass, oldestMs } = await withDead();
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect.poll(async () => (await listDeliveries(call)).deliveries).toMatchObject([{ attempts: 1 }, { id: 1 }]);
  pass(2_000);
  await replayDelivery(call, 1);
  expect(await oldestMs()).toBe(2_000);
});
