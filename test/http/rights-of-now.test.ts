import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Scope } from '../../src/domain/principal.ts';
import { answerOf, eventsOf, nextOf } from '../support/events.ts';
import { openHttpApp, principalOf } from '../support/http-app.ts';
import { gistOf, openingLines, rawRequest } from '../support/raw.ts';
import { openSocket } from '../support/socket.ts';

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const LISTEN = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' };
const [INITIALIZE = ''] = openingLines('legacy');

const call = (name: string, args: object = {}) => rawRequest('legacy', 1, 'tools/call', { name, arguments: args });
const listen = (...uris: string[]) =>
  rawRequest('modern', 1, 'subscriptions/listen', { notifications: { resourceSubscriptions: uris } });

function caller(url: string) {
  return (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/mcp`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { ...JSON_TYPE, 'x-user': 'ada', ...headers },
    });
}

test('whoever signed in again for more has it in a session that began with less, and the other way round', async () => {
  let scopes: Scope[] = ['tasks:read'];
  const { url } = await openHttpApp({ authenticate: async () => ({ ...principalOf('ada'), scopes }) });
  const post = caller(url);
  const session = { 'mcp-session-id': (await post(INITIALIZE)).headers.get('mcp-session-id') ?? '' };
  const add = async () => gistOf(await answerOf(await post(call('add_task', { title: 'Review PR' }), session)));
  expect(await add()).toContain('needs the scope tasks:write');
  scopes = ['tasks:write'];
  expect(await add()).toContain('Created task #1');
  const wider = { 'mcp-session-id': (await post(INITIALIZE)).headers.get('mcp-session-id') ?? '' };
  scopes = ['tasks:read'];
  const refused = await post(call('add_task', { title: 'Review PR' }), wider);
  expect(gistOf(await answerOf(refused))).toContain('needs the scope tasks:write');
});

test('whoever went away before they were known is not counted for ever', async () => {
  const known = Promise.withResolvers<void>();
  let isSlow = true;
  const authenticate = async () => {
    if (isSlow) await known.promise;
    return principalOf('ada');
  };
  const { app, url } = await openHttpApp({ authenticate });
  const body = JSON.stringify(call('list_tasks'));
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: ${JSON_TYPE.accept}\r\nContent-Type: application/json`;
  for (let count = 0; count < 300; count++) {
    const socket = await openSocket(Number(new URL(url).port));
    socket.write(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy());
  }
  await sleep(100);
  isSlow = false;
  known.resolve();
  await expect.poll(() => app.running).toBe(0);
  expect((await caller(url)(call('list_tasks'))).status).toBe(200);
});

test('nobody listens to more resources at once than anybody needs', async () => {
  const { url } = await openHttpApp();
  const uris = Array.from({ length: 1_001 }, (_, index) => `tasks://task/${index + 1}`);
  const answer = await answerOf(await caller(url)(listen(...uris), LISTEN));
  expect(gistOf(answer)).toContain('at most 1000 resources');
  const fewer = eventsOf(await caller(url)(listen(...uris.slice(1)), LISTEN));
  expect(await nextOf(fewer)).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
});
