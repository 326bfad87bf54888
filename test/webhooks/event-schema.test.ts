import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { testEndpoint } from '../../src/domain/test-endpoint.ts';
import { openReceiver } from '../support/receiver.ts';
import { openSender } from '../support/webhooks.ts';

const FILE = fileURLToPath(new URL('../../docs/webhook-event.schema.json', import.meta.url));
const published = z.fromJSONSchema(JSON.parse(readFileSync(FILE, 'utf8')));

test('what is sent is as the published schema says', async () => {
  const receiver = await openReceiver();
  const { add, call, outlet, deliver, tell } = await openSender();
  await add({ url: receiver.url });
  deliver();
  await tell('add_task', { title: 'Review PR', project: 'web', tags: ['api'], due: '2026-11-25' });
  await tell('update_task', { task_id: 1, priority: 'high', project: null, note: 'Nearly there' });
  await tell('complete_task', { task_id: 1 });
  await tell('delete_task', { task_id: 1 });
  await tell('add_task', { title: 'Write docs' });
  await tell('claim_task', { task_id: 2 });
  await testEndpoint(call, 1, outlet);
  const events = () => receiver.received.map(({ body }): unknown => JSON.parse(body));
  const types = () => events().map((event) => z.object({ type: z.string() }).parse(event).type);
  await expect
    .poll(() => new Set(types()), { timeout: 10_000 })
    .toEqual(
      new Set([
        ...['task.created', 'task.updated', 'note.added', 'task.claimed', 'task.completed', 'task.deleted'],
        'webhook.test',
      ]),
    );
  for (const event of events()) expect(published.safeParse(event).error).toBeUndefined();
});

test('the schema refuses what we never send, and leaves room for what comes later', async () => {
  const data = { actor: 'ada', endpoint: { id: 1, description: '' } };
  const event = { type: 'webhook.test', version: 1, timestamp: '2026-11-22T12:00:00.000Z', data };
  expect(published.safeParse({ ...event, new_field: 1, data: { ...data, another: 2 } }).success).toBe(true);
  for (const wrong of [{ version: 2 }, { type: 'task.done' }, { timestamp: 'noon' }, { data: {} }])
    expect(published.safeParse({ ...event, ...wrong }).success).toBe(false);
});
