import { expect, test } from 'vitest';
import { disableEndpoint } from '../../src/domain/disable-endpoint.ts';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { listEndpoints } from '../../src/domain/list-endpoints.ts';
import { testEndpoint } from '../../src/domain/test-endpoint.ts';
import { QUICK } from '../support/quick-pace.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A list whose days pass when they are told to, and a receiver that answers with `status`. */
async function days() {
  let passed = 0;
  const answer = { status: 500 };
  const receiver = await openReceiver((_, response) => response.writeHead(answer.status).end());
  const sender = await openSender({ pace: QUICK, now: () => new Date(Date.now() + passed) });
  await sender.add({ url: receiver.url });
  sender.deliver();
  const { call } = sender;
  return {
    ...{ ...sender, answer, receiver },
    /** What happens then is what the server looks up for. */
    async after(ms: number) {
      passed += ms;
      await sender.tell('add_task', { title: 'Another day' });
    },
    endpoint: async () => (await listEndpoints(call))[0],
    states: async () => (await listDeliveries(call)).deliveries.map(({ id, state }) => `${id} ${state}`).reverse(),
  };
}

test('a receiver that has answered nothing well for five days is sent nothing more, and what waits is given up', async () => {
  const { after, endpoint, states, call, receiver } = await days();
  await after(0);
  await expect.poll(states).toEqual(['1 dead']);
  const before = await endpoint();
  expect(before).toMatchObject({ state: 'enabled', failures: 10 });
  await after(5 * DAY - MINUTE);
  await expect.poll(states).toEqual(['1 dead', '2 dead']);
  expect(await endpoint()).toMatchObject({ state: 'enabled', failures: 20, failing_since: before?.failing_since });
  await after(MINUTE);
  const reason = 'every attempt of five days has failed';
  await expect.poll(endpoint).toMatchObject({ state: 'disabled', reason });
  const sent = receiver.received.length;
  expect((await listDeliveries(call)).deliveries[0]).toMatchObject({
    ...{ id: 3, state: 'dead', next_at: null, last_outcome: `webhook disabled: ${reason}` },
  });
  await after(DAY);
  await expect.poll(states).toHaveLength(3);
  expect(receiver.received).toHaveLength(sent);
});

test('one good answer in five days keeps a receiver', async () => {
  const { after, endpoint, states, answer } = await days();
  await after(0);
  await expect.poll(states).toEqual(['1 dead']);
  answer.status = 200;
  await after(4 * DAY);
  await expect.poll(states).toEqual(['1 dead', '2 delivered']);
  expect(await endpoint()).toMatchObject({ failures: 0, failing_since: null });
  answer.status = 500;
  await after(2 * DAY);
  await expect.poll(states).toEqual(['1 dead', '2 delivered', '3 dead']);
  expect(await endpoint()).toMatchObject({ state: 'enabled', failures: 10 });
});

test('what was delivered is kept for seven days, what was given up for thirty', async () => {
  const { after, states, answer, call, outlet } = await days();
  await testEndpoint(call, 1, outlet);
  answer.status = 200;
  await after(0);
  await expect.poll(states).toEqual(['1 dead', '2 delivered']);
  await after(7 * DAY - MINUTE);
  await expect.poll(states).toEqual(['1 dead', '2 delivered', '3 delivered']);
  await after(2 * 60 * MINUTE);
  await expect.poll(states).toEqual(['1 dead', '3 delivered', '4 delivered']);
  await after(22 * DAY);
  await expect.poll(states).toEqual(['1 dead', '5 delivered']);
  await after(DAY);
  await expect.poll(states).toEqual(['5 delivered', '6 delivered']);
});

test('what is old goes also where every endpoint is disabled', async () => {
  const { after, states, answer, call, outlet } = await days();
  await testEndpoint(call, 1, outlet);
  answer.status = 200;
  await after(0);
  await expect.poll(states).toEqual(['1 dead', '2 delivered']);
  await disableEndpoint(call, 1);
  await after(8 * DAY);
  await expect.poll(states).toEqual(['1 dead']);
  await after(23 * DAY);
  await expect.poll(states).toEqual([]);
});
