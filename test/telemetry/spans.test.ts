import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf } from '../support/events.ts';
import { openingLines, rawCall, rawRequest } from '../support/raw.ts';
import { type Service, startService } from '../support/service.ts';

const SDK = fileURLToPath(new URL('../support/print-spans.ts', import.meta.url));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;
const MODERN = { 'mcp-protocol-version': '2026-07-28' };
const SERVER = 1;
const ERROR = 2;

const Span = z.object({
  name: z.string(),
  kind: z.number(),
  attributes: z.record(z.string(), z.unknown()),
  status: z.object({ code: z.number() }),
  traceId: z.string(),
  parent: z.object({ spanId: z.string() }).optional(),
});

const startTraced = () => startService({ env: { NODE_OPTIONS: `--import=${SDK}` } });

function spansOf(service: Service): z.infer<typeof Span>[] {
  const lines = service.said.split('\n').filter((line) => line.startsWith('span '));
  return lines.map((line) => Span.parse(JSON.parse(line.slice('span '.length))));
}

/** Posts it and gives the span that it made. */
async function spanOf(service: Service, message: object, headers: Readonly<Record<string, string>> = {}) {
  const before = spansOf(service).length;
  await answerOf(await service.post(message, headers));
  await expect.poll(() => spansOf(service).length).toBe(before + 1);
  return spansOf(service)[before];
}

/** The headers that the modern era wants for a call. */
const forCall = (name: string) => ({ ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': name });

function withTrace(message: ReturnType<typeof rawCall>, traceparent: string) {
  const { params } = message;
  const meta = typeof params._meta === 'object' ? params._meta : {};
  return { ...message, params: { ...params, _meta: { ...meta, traceparent } } };
}

test('a tool call is a span as the conventions for MCP describe it', async () => {
  const service = await startTraced();
  const span = await spanOf(service, rawCall(7, 'add_task', { title: 'Review PR' }), forCall('add_task'));
  expect(span).toMatchObject({ name: 'tools/call add_task', kind: SERVER, status: { code: 0 } });
  expect(span?.attributes).toEqual({
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': '2026-07-28',
    'gen_ai.tool.name': 'add_task',
    'gen_ai.operation.name': 'execute_tool',
    'jsonrpc.request.id': '7',
    'network.transport': 'tcp',
    'network.protocol.name': 'http',
  });
  expect(service.said).not.toContain('Review PR');
});

test('it belongs to the trace that the message names, else to that of the HTTP request', async () => {
  const service = await startTraced();
  const other = TRACEPARENT.replace(TRACE, 'a'.repeat(32));
  const headers = { ...forCall('list_tasks'), traceparent: other };
  const inMessage = await spanOf(service, withTrace(rawCall(1, 'list_tasks'), TRACEPARENT), headers);
  expect(inMessage).toMatchObject({ traceId: TRACE, parent: { spanId: PARENT } });
  const inHeader = await spanOf(service, rawCall(2, 'list_tasks'), headers);
  expect(inHeader).toMatchObject({ traceId: 'a'.repeat(32), parent: { spanId: PARENT } });
  const alone = await spanOf(service, withTrace(rawCall(3, 'list_tasks'), 'nonsense'), forCall('list_tasks'));
  expect(alone?.parent).toBeUndefined();
});

test('a failed call says so, without what was asked for', async () => {
  const service = await startTraced();
  const failed = await spanOf(service, rawCall(1, 'get_task', { task_id: 9 }), forCall('get_task'));
  expect(failed).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'tool_error' } });
  const unknown = await spanOf(service, rawCall(2, 'made_up'), forCall('made_up'));
  expect(unknown).toMatchObject({
    name: 'tools/call',
    status: { code: ERROR },
    attributes: { 'error.type': '-32602', 'rpc.response.status_code': '-32602' },
  });
  expect(JSON.stringify(unknown)).not.toContain('made_up');
});

test('what belongs to a session, a resource or a prompt says to which', async () => {
  const service = await startTraced();
  const [initialize = '', initialized = ''] = openingLines('legacy');
  const opened = await service.post(initialize);
  const session = opened.headers.get('mcp-session-id') ?? '';
  await opened.body?.cancel();
  const headers = { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
  await service.post(initialized, headers);
  const read = await spanOf(service, rawRequest('legacy', 1, 'resources/read', { uri: 'tasks://open' }), headers);
  expect(read).toMatchObject({
    name: 'resources/read',
    attributes: { 'mcp.session.id': session, 'mcp.protocol.version': '2025-11-25', 'mcp.resource.uri': 'tasks://open' },
  });
  const prompt = await spanOf(service, rawRequest('legacy', 2, 'prompts/get', { name: 'standup' }), headers);
  expect(prompt).toMatchObject({ name: 'prompts/get standup', attributes: { 'gen_ai.prompt.name': 'standup' } });
});
