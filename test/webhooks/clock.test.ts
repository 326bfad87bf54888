import { expect, test } from 'vitest';
import { listEndpoints } from '../../src/domain/list-endpoints.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

const DAY = 24 * 3_600_000;

test.each([
  ['waits to be sent again', 500],
  ['was put off by its receiver', 429],
])('a message that %s does not wait for a clock that was put back', async (_how, status) => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const receiver = await openReceiver((_, response) => {
    response.writeHead(receiver.received.length === 1 ? status : 200, { 'retry-after': '120' }).end();
  });
  const { add, call, tell, deliver } = await openSender({ now: () => new Date(at) });
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR' });
  await expect.poll(async () => (await listEndpoints(call))[0]?.failures).toBe(1);
  at -= 3 * DAY;
  await tell('add_task', { title: 'Again' });
  const told = () => receiver.received.map(({ body }) => JSON.parse(body).data.task.title).sort();
  await expect.poll(told).toEqual(['Again', 'Review PR', 'Review PR']);
});
