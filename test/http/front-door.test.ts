import { describe, expect, test } from 'vitest';
import { answerOf } from '../support/events.ts';
import { openHttpApp, principalOf } from '../support/http-app.ts';
import { gistOf, rawCall } from '../support/raw.ts';
import { exchange, statusOf } from '../support/socket.ts';

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_tasks' } });
const ROUTES = ['/mcp', '/sse', '/messages', '/healthz', '/readyz', '/', '/nope'];

interface Door {
  readonly url: string;
  readonly port: number;
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

async function open(env: Record<string, string> = {}): Promise<Door> {
  const { url } = await openHttpApp({
    env: { LEGACY_SSE: 'true', ...env },
    authenticate: async () => principalOf('ada'),
  });
  const accept = 'application/json, text/event-stream';
  return {
    url,
    port: Number(new URL(url).port),
    post: (body, headers = {}) =>
      fetch(`${url}/mcp`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', accept, ...headers },
      }),
  };
}

/** The status of a request with exactly these header lines. */
async function knock(port: number, path: string, lines: readonly string[]): Promise<number> {
  return statusOf(await exchange(port, [`GET ${path} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n')));
}

describe('who is asked for', () => {
  test('every route refuses a name that is not ours', async () => {
    const { port } = await open();
    for (const path of ROUTES) {
      expect(await knock(port, path, ['Host: evil.com']), path).toBe(403);
      expect(await knock(port, path, [`Host: evil.com:${port}`]), path).toBe(403);
      expect(await knock(port, path, ['Host: localhost.evil.com']), path).toBe(403);
      expect(await knock(port, path, ['Host: 127.0.0.1', 'Host: 127.0.0.1']), path).toBe(400);
      expect(await knock(port, path, []), path).toBe(400);
      expect(await knock(port, path, ['Host: localhost', 'Origin: https://evil.com']), path).toBe(403);
      expect(await knock(port, path, ['Host: localhost', 'Origin: null']), path).toBe(403);
      expect(
        await knock(port, path, ['Host: localhost', 'Origin: http://localhost', 'Origin: http://localhost']),
        path,
      ).toBe(403);
    }
  });

  test('names of this machine, and pages of our own, may pass', async () => {
    const { port } = await open();
    for (const host of ['localhost', `LOCALHOST:${port}`, '127.0.0.1', `[::1]:${port}`]) {
      expect(await knock(port, '/healthz', [`Host: ${host}`]), host).toBe(200);
      expect(await knock(port, '/healthz', [`Host: ${host}`, `Origin: http://${host}`]), host).toBe(200);
    }
  });

  test('the operator can name more', async () => {
    const env = {
      AUTH: 'off',
      ALLOWED_HOSTS: 'tasks.internal, other',
      PUBLIC_URL: 'https://tasks.example/x',
      ALLOWED_ORIGINS: 'https://app.example',
    };
    const { port } = await open(env);
    for (const host of ['tasks.internal', 'other:80', 'tasks.example']) {
      expect(await knock(port, '/healthz', [`Host: ${host}`]), host).toBe(200);
    }
    for (const origin of ['https://tasks.example', 'https://app.example']) {
      expect(await knock(port, '/healthz', ['Host: localhost', `Origin: ${origin}`]), origin).toBe(200);
    }
    expect(await knock(port, '/healthz', ['Host: localhost', 'Origin: http://app.example'])).toBe(403);
  });
});

describe('a body', () => {
  test.each([
    ['1 MB and a byte', JSON.stringify({ jsonrpc: '2.0', pad: 'x'.repeat(1024 * 1024) }), 413],
    ['nested 33 levels deep', `${'['.repeat(33)}${']'.repeat(33)}`, 400],
    ['nested a million levels deep', '['.repeat(1_000_000), 400],
    ['cut off', LIST.slice(0, -1), 400],
    ['not UTF-8', Buffer.concat([Buffer.from('"'), Buffer.from([0xff]), Buffer.from('"')]), 400],
    ['empty', '', 400],
    ['a batch', `[${LIST}]`, 400],
    ['without jsonrpc', '{"id":1,"method":"tools/list"}', 400],
    ['with an id that is no id', '{"jsonrpc":"2.0","id":{},"method":"tools/list"}', 400],
    ['with __proto__', '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"__proto__":{"x":1}}}', 400],
  ])('that is %s is refused', async (_, body, status) => {
    const door = await open();
    const response = await door.post(body);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/node_modules|\/src\/|at .*:\d+/);
    expect(gistOf(await answerOf(await door.post(LIST)))).toBe('No tasks found.');
  });

  test('with brackets and quotes inside its texts is read', async () => {
    const { post } = await open();
    const title = `${'[{'.repeat(20)}\\"`;
    const { params, ...rest } = rawCall(1, 'add_task', { title });
    const call = JSON.stringify({ ...rest, params: { name: params.name, arguments: params.arguments } });
    expect(gistOf(await answerOf(await post(call)))).toContain(`Created task #1: ${title}`);
  });

  test('of another type is refused', async () => {
    const { post } = await open();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect((await post(LIST, { 'content-type': type })).status, type).toBe(415);
    }
    expect((await post(LIST, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post(LIST, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });
});

test('requests that no parser agrees on are refused', async () => {
  const { port } = await open();
  const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n';
  const smuggled = `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  expect(statusOf(await exchange(port, smuggled))).toBe(400);
  expect(statusOf(await exchange(port, `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`))).toBe(400);
  expect(statusOf(await exchange(port, 'GET /healthz HTTP/1.1\nHost: localhost\n\n'))).toBe(400);
  expect(statusOf(await exchange(port, `${head}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`))).toBe(431);
});

test('every answer says that it is no page, and none says what we are made of', async () => {
  const { url, port } = await open();
  for (const path of ROUTES) {
    const { headers } = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(5_000) });
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control'), path).toMatch(/no-(store|cache)/);
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
      expect(headers.get(name), path).toBeNull();
  }
  expect(await exchange(port, 'GET /nope HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n')).toContain(
    'nosniff',
  );
});

test('an unknown path is told in a sentence', async () => {
  const { url } = await open();
  const response = await fetch(`${url}/../../etc/passwd`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: 'not_found',
    message: 'There is nothing here. MCP is served at /mcp.',
  });
});

test('scripts of other pages may call only where their page is named', async () => {
  const { url } = await open({ ALLOWED_ORIGINS: 'https://app.example' });
  const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
  const { status, headers } = await fetch(`${url}/mcp`, { method: 'OPTIONS', headers: preflight });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(headers.get('access-control-allow-headers')).toContain('Mcp-Session-Id');
  expect(
    (await fetch(`${url}/mcp`, { method: 'OPTIONS', headers: { ...preflight, Origin: 'https://evil.com' } })).status,
  ).toBe(403);
});
