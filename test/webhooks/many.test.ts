import { expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { disableEndpoint } from '../../src/domain/disable-endpoint.ts';
import { enableEndpoint } from '../../src/domain/enable-endpoint.ts';
import { listEndpoints } from '../../src/domain/list-endpoints.ts';
import { removeEndpoint } from '../../src/domain/remove-endpoint.ts';
import { replayDead } from '../../src/domain/replay-delivery.ts';
import { rowsOf } from '../support/beside.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

const MANY = 2_500;

/** A list with more messages for an endpoint than one transaction should touch. */
async function withMany(answer: Parameters<typeof openReceiver>[0] = () => {}) {
  const receiver = await openReceiver(answer);
  const sender = await openSender();
  await sender.add({ url: receiver.url });
  const { call, database, services } = sender;
  const at = new Date().toISOString();
  const pending = { state: 'pending', attempts: 0, next_at: at, last_status: null, last_outcome: null } as const;
  const made = { endpoint_id: 1, change_id: null, type: 'task.created', created_at: at, done_at: null, body: '{}' };
  await services.store.write((tx) =>
    tx.deliveries.insert(Array.from({ length: MANY }, (_, index) => ({ message_id: `${index}`, ...pending, ...made }))),
  );
  const state = async () => (await listEndpoints(call))[0]?.state;
  const waiting = async () =>
    Number((await rowsOf(database, "SELECT count(*) AS n FROM deliveries WHERE state = 'pending'"))[0]?.n);
  /** The same caller, who is told after each transaction. */
  const watched = (written: () => Promise<void>): Call => ({
    ...call,
    store: {
      ...call.store,
      async write(work, facts) {
        const result = await call.store.write(work, facts);
        await written();
        return result;
      },
    },
  });
  return { ...sender, receiver, state, waiting, watched };
}

test.each([
  ['disabled', disableEndpoint],
  ['removed', removeEndpoint],
])('an endpoint with many messages is %s at once, and they go some at a time', async (_did, end) => {
  const { state, waiting, watched } = await withMany();
  const seen: [state: string | undefined, waiting: number][] = [];
  await end(
    watched(async () => void seen.push([await state(), await waiting()])),
    1,
  );
  expect(seen[0]?.[0]).toBe('disabled');
  const steps = [MANY, ...seen.map(([, left]) => left)];
  expect(steps.at(-1)).toBe(0);
  for (const [index, left] of steps.slice(1).entries()) expect((steps[index] ?? 0) - left).toBeLessThanOrEqual(1_000);
});

/** Ends after its first transaction, as a process does that is killed. */
async function cutOff({ watched }: Awaited<ReturnType<typeof withMany>>): Promise<void> {
  const killed = watched(() => Promise.reject(new Error('killed')));
  await expect(disableEndpoint(killed, 1)).rejects.toThrow('killed');
}

test('what a process that was killed had still to give up is given up by a server', async () => {
  const list = await withMany();
  await cutOff(list);
  expect(await list.waiting()).toBeGreaterThan(0);
  list.deliver();
  await expect.poll(list.waiting, { timeout: 5_000 }).toBe(0);
});

test('nothing of it is sent when the endpoint is enabled again', async () => {
  const list = await withMany();
  await cutOff(list);
  await enableEndpoint(list.call, 1);
  expect([await list.state(), await list.waiting()]).toEqual(['enabled', 0]);
});

test('an endpoint that has been removed in part is removed when somebody asks again', async () => {
  const { watched, call, state } = await withMany();
  const killed = watched(() => Promise.reject(new Error('killed')));
  await expect(removeEndpoint(killed, 1)).rejects.toThrow('killed');
  expect(await state()).toBe('disabled');
  await removeEndpoint(call, 1);
  expect(await listEndpoints(call)).toEqual([]);
});

test('of a receiver that is gone all is given up, however much waits', async () => {
  const { deliver, state, waiting } = await withMany((_, response) => response.writeHead(410).end());
  deliver();
  await expect.poll(state).toBe('disabled');
  await expect.poll(waiting, { timeout: 5_000 }).toBe(0);
});

test('all that were given up are replayed some at a time, each once', async () => {
  const { call, waiting, watched } = await withMany();
  await disableEndpoint(call, 1);
  await enableEndpoint(call, 1);
  const seen = [0];
  expect(
    await replayDead(
      watched(async () => void seen.push(await waiting())),
      1,
    ),
  ).toBe(MANY);
  expect(seen.at(-1)).toBe(MANY);
  for (const [index, now] of seen.slice(1).entries()) expect(now - (seen[index] ?? 0)).toBeLessThanOrEqual(1_000);
});
