import { expect, test } from 'vitest';
import { disableEndpoint } from '../../src/domain/disable-endpoint.ts';
import { enableEndpoint } from '../../src/domain/enable-endpoint.ts';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { listEndpoints } from '../../src/domain/list-endpoints.ts';
import { replayDead } from '../../src/domain/replay-delivery.ts';
import { PACE } from '../../src/webhooks/pace.ts';
import { QUICK } from '../support/quick-pace.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

const idsAt = ({ received }: Receiver) => received.map(({ headers }) => headers['webhook-id']);
const titlesAt = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).data.task.title);

/** Answers with these statuses in turn, and with the last one from then on. */
function answering(...statuses: readonly number[]): Parameters<typeof openReceiver>[0] {
  let count = 0;
  return (_, response) => {
    response.writeHead(statuses[Math.min(count++, statuses.length - 1)] ?? 200).end('so it is');
  };
}

test('what has failed is sent again under its id, until it is taken', async () => {
  const receiver = await openReceiver(answering(500, 404, 302, 200));
  const { add, call, tell, deliver } = await openSender({ pace: QUICK });
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect
    .poll(async () => (await listDeliveries(call)).deliveries)
    .toMatchObject([
      { state: 'delivered', attempts: 4, last_status: 200, last_outcome: 'answered 200: so it is', next_at: null },
    ]);
  expect(receiver.received).toHaveLength(4);
  expect(new Set(idsAt(receiver)).size).toBe(1);
  expect((await listEndpoints(call))[0]).toMatchObject({ failures: 0, failing_since: null });
});

test('what has failed to the end of the schedule is kept, and replayed when somebody asks for it', async () => {
  let isUp = false;
  const receiver = await openReceiver((_, response) => response.writeHead(isUp ? 200 : 500).end());
  const { add, call, tell, deliver } = await openSender({ pace: QUICK });
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect
    .poll(async () => (await listDeliveries(call, { state: 'dead' })).deliveries)
    .toMatchObject([{ attempts: 10, last_status: 500, last_outcome: 'answered 500' }]);
  isUp = true;
  expect(await replayDead(call, 1)).toBe(1);
  await expect.poll(async () => (await listDeliveries(call, { state: 'delivered' })).deliveries).toHaveLength(1);
  expect(new Set(idsAt(receiver)).size).toBe(1);
  expect(receiver.received).toHaveLength(11);
});

test('a receiver that says it is gone is sent nothing more until somebody enables its endpoint', async () => {
  const receiver = await openReceiver(answering(410, 200));
  const { add, call, tell, deliver } = await openSender({ pace: QUICK });
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Too late' });
  const reason = 'its receiver answered 410 Gone';
  await expect.poll(() => listEndpoints(call)).toMatchObject([{ state: 'disabled', reason }]);
  await tell('add_task', { title: 'Unheard' });
  await enableEndpoint(call, 1);
  await tell('add_task', { title: 'Heard' });
  await expect.poll(() => titlesAt(receiver)).toEqual(['Too late', 'Heard']);
  expect((await listDeliveries(call, { state: 'dead' })).deliveries).toMatchObject([{ last_status: 410 }]);
});

test('a receiver that does not answer delays no other', async () => {
  const stuck = await openReceiver(() => {});
  const well = await openReceiver();
  const { add, tell, deliver } = await openSender();
  await add({ url: stuck.url });
  await add({ url: well.url });
  deliver();
  const took: number[] = [];
  for (let count = 1; count <= 20; count++) {
    const start = performance.now();
    await tell('add_task', { title: `Task ${count}` });
    await expect.poll(() => well.received.length, { interval: 5 }).toBe(count);
    took.push(performance.now() - start);
  }
  expect(took.sort((one, other) => one - other)[10]).toBeLessThan(1_000);
  expect(stuck.received.length).toBeLessThan(20);
});

test('a receiver that keeps failing is left alone for a while, then asked by one message', async () => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const down = await openReceiver(answering(500));
  const { add, call, tell, deliver } = await openSender({
    now: () => new Date(at),
    pace: { ...QUICK, pauseMs: PACE.pauseMs },
  });
  // A chat is told one thing at a time.
  await add({ url: down.url, format: 'slack' });
  await tell('add_tasks', { tasks: Array.from({ length: 10 }, (_, index) => ({ title: `Task ${index}` })) });
  deliver();
  await expect.poll(async () => (await listEndpoints(call))[0]?.paused_until).toBe('2026-11-22T12:00:10.000Z');
  expect(down.received).toHaveLength(PACE.breakAfter);
  at += 10_000;
  await tell('add_task', { title: 'Wakes it' });
  await expect.poll(async () => (await listEndpoints(call))[0]?.paused_until).toBe('2026-11-22T12:00:30.000Z');
  expect(down.received).toHaveLength(PACE.breakAfter + 1);
});

test('a receiver that asks for time is sent nothing meanwhile, of any event', async () => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const busy = await openReceiver((_, response) => response.writeHead(429, { 'retry-after': '120' }).end());
  const { add, call, tell, deliver } = await openSender({ now: () => new Date(at) });
  await add({ url: busy.url, format: 'slack' });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect.poll(async () => (await listEndpoints(call))[0]?.paused_until).toBe('2026-11-22T12:02:00.000Z');
  at += 119_000;
  await tell('add_task', { title: 'Later' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(busy.received).toHaveLength(1);
  at += 1_000;
  await tell('add_task', { title: 'Now' });
  await expect.poll(() => busy.received.length).toBe(2);
});

test('servers that deliver at once send each event once', async () => {
  const receiver = await openReceiver();
  const first = await openSender();
  const others = await Promise.all([1, 2, 3].map(() => openSender({ database: first.database })));
  await first.add({ url: receiver.url });
  const all = [first, ...others];
  for (const each of all) each.deliver();
  await Promise.all(
    all.flatMap((each, index) =>
      Array.from({ length: 15 }, (_, count) => each.tell('add_task', { title: `Task ${index} ${count}` })),
    ),
  );
  await expect
    .poll(async () => (await listDeliveries(first.call, { state: 'delivered', limit: 200 })).deliveries.length, {
      timeout: 10_000,
    })
    .toBe(60);
  expect(receiver.received).toHaveLength(60);
  expect(new Set(titlesAt(receiver)).size).toBe(60);
});

test('a server that may not send to a receiver leaves it to others, after one attempt', async () => {
  const receiver = await openReceiver();
  const allowed = await openSender({ pace: QUICK });
  await allowed.add({ url: receiver.url });
  const barred = await openSender({ database: allowed.database, pace: QUICK, env: { WEBHOOK_ALLOW: '' } });
  for (const each of [allowed, barred]) each.deliver();
  for (let count = 1; count <= 8; count++) {
    // Whoever has committed it is the first to look.
    await barred.tell('add_task', { title: `Task ${count}` });
    await expect.poll(() => receiver.received.length).toBe(count);
  }
  const delivered = async () => (await listDeliveries(allowed.call, { state: 'delivered' })).deliveries;
  await expect.poll(delivered).toHaveLength(8);
  const attempts = (await delivered()).map((each) => each.attempts).reverse();
  expect(attempts.slice(1)).toEqual(Array(7).fill(1));
  expect(attempts[0]).toBeLessThanOrEqual(2);
});

test('a server that ends gives back what it was sending, and another sends it at once', async () => {
  const receiver = await openReceiver((_, response) => {
    if (receiver.received.length > 1) response.writeHead(200).end();
  });
  const first = await openSender();
  await first.add({ url: receiver.url });
  first.deliver();
  await first.tell('add_task', { title: 'Review PR' });
  await expect.poll(() => receiver.received.length).toBe(1);
  const start = performance.now();
  await first.close();
  expect(performance.now() - start).toBeLessThan(1_000);
  const second = await openSender({ database: first.database });
  second.deliver();
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(new Set(idsAt(receiver)).size).toBe(1);
});

test('an endpoint that is disabled while a message is on its way keeps it as given up', async () => {
  const receiver = await openReceiver(() => {});
  const { add, call, tell, deliver } = await openSender();
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect.poll(() => receiver.received.length).toBe(1);
  await disableEndpoint(call, 1);
  expect((await listDeliveries(call)).deliveries).toMatchObject([
    { state: 'dead', last_outcome: 'webhook disabled: by ada' },
  ]);
});
