import { once } from 'node:events';
import { expect, test } from 'vitest';
import { eventsOf, nextOf } from '../support/events.ts';
import { rawRequest } from '../support/raw.ts';
import { startService } from '../support/service.ts';
import { openSession } from '../support/session.ts';
import { openSocket } from '../support/socket.ts';

const HEADERS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' };
/** Long spellings of one resource, so that its hints are large. */
const URIS = Array.from({ length: 60 }, (_, index) => `tasks://all?cursor=${'0'.repeat(8_000)}${index}`);

test('who stops reading hints is cut off, and those who read miss none', async () => {
  const service = await startService();
  const listen = (uris: readonly string[]) =>
    rawRequest('modern', 1, 'subscriptions/listen', { notifications: { resourceSubscriptions: uris } });
  const body = JSON.stringify(listen(URIS));
  const socket = await openSocket(service.port);
  const lines = Object.entries({
    Host: 'localhost',
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'Content-Length': `${Buffer.byteLength(body)}`,
    ...HEADERS,
  });
  socket.write(`POST /mcp HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'readable');
  const reader = eventsOf(await service.post(listen(['tasks://stats']), HEADERS));
  await nextOf(reader);
  const writer = await openSession({ over: 'http', service });
  let isCut = false;
  socket.once('close', () => {
    isCut = true;
  });
  for (let turn = 0; turn < 60 && !isCut; turn++) {
    await writer.text('add_task', { title: `Task ${turn}` });
    expect(await nextOf(reader)).toMatchObject({ params: { uri: 'tasks://stats' } });
  }
  await expect
    .poll(() => {
      // Only what is read shows that the other side has closed.
      socket.resume();
      return isCut;
    })
    .toBe(true);
});
