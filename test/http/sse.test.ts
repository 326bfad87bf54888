import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, onTestFinished, test } from 'vitest';
import { openHttpApp } from '../support/http-app.ts';
import { openingLines, rawRequest } from '../support/raw.ts';
import { startService } from '../support/service.ts';

const [INITIALIZE = ''] = openingLines('legacy');

test('is not there unless it is asked for', async () => {
  const { url } = await startService();
  for (const path of ['/sse', '/messages']) expect((await fetch(`${url}${path}`)).status).toBe(404);
});

test('an old client works with it, and hears of changes', async () => {
  const { url, said } = await startService({ args: ['--legacy-sse'] });
  expect(said).toBeDefined();
  const client = new OldClient({ name: 'old', version: '1.0.0' });
  onTestFinished(() => client.close());
  await client.connect(new SSEClientTransport(new URL('/sse', url)));
  const heard = Promise.withResolvers<string>();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard.resolve(params.uri));
  await client.subscribeResource({ uri: 'tasks://stats' });
  const { content } = await client.callTool({ name: 'add_task', arguments: { title: 'One' } });
  expect(content).toEqual([{ type: 'text', text: 'Created task #1: One (medium)' }]);
  expect(await heard.promise).toBe('tasks://stats');
});

test('a stream belongs to who opened it, and each post is checked', async () => {
  const { url } = await openHttpApp({ env: { LEGACY_SSE: 'true' } });
  const stream = await fetch(`${url}/sse`, { headers: { 'x-user': 'ada' } });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const path = /data: (\S+)/.exec((await reader?.read())?.value ?? '')?.[1] ?? '';
  expect(path).toMatch(/^\/messages\?sessionId=/);
  const post = async (to: string, user: string | undefined, body = INITIALIZE) => {
    const headers = { 'content-type': 'application/json', ...(user !== undefined && { 'x-user': user }) };
    return (await fetch(`${url}${to}`, { method: 'POST', body, headers })).status;
  };
  expect(await post(path, undefined)).toBe(401);
  expect(await post(path, 'bob')).toBe(404);
  expect(await post('/messages?sessionId=made-up', 'ada')).toBe(404);
  expect(await post('/messages', 'ada')).toBe(404);
  expect(await post(path, 'ada', '[]')).toBe(400);
  expect(await post(path, 'ada', `${'['.repeat(40)}${']'.repeat(40)}`)).toBe(400);
  expect(await post(path, 'ada')).toBe(202);
  expect((await reader?.read())?.value).toContain('"serverInfo"');
  await reader?.cancel();
  await expect.poll(() => post(path, 'ada')).toBe(404);
});

test('calls that are answered on a stream count until then, and are answered when the service ends', async () => {
  const { app, url } = await openHttpApp({ env: { LEGACY_SSE: 'true' } });
  const stream = await fetch(`${url}/sse`, { headers: { 'x-user': 'ada' } });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const path = /data: (\S+)/.exec((await reader?.read())?.value ?? '')?.[1] ?? '';
  const headers = { 'content-type': 'application/json', 'x-user': 'ada' };
  const post = (body: unknown) => fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  await fetch(`${url}${path}`, { method: 'POST', body: INITIALIZE, headers });
  await reader?.read();
  await expect.poll(() => app.running).toBe(0);
  await post(rawRequest('legacy', 7, 'tools/call', { name: 'get_changes', arguments: { wait_seconds: 50 } }));
  expect(app.running).toBe(1);
  await app.end();
  expect((await reader?.read())?.value).toContain('No changes');
  expect(app.running).toBe(0);
});
