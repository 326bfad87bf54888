import { serve } from '@hono/node-server';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { type AuthOptions, newAuth } from '../../src/http/auth.ts';
import { serverFactory } from '../../src/mcp/server.ts';
import { openList } from './list.ts';

type Wishes = Partial<Pick<AuthOptions, 'required' | 'issuer' | 'audience' | 'now'>> & {
  readonly env?: Record<string, string>;
  /** Where the world thinks it is, if not where it is. */
  readonly resource?: string;
};

/** A list behind sign-in on loopback, mounted as the real server mounts it; `lines` is its log. */
export async function openHttp({ env, resource, ...wishes }: Wishes = {}) {
  const list = await openList({ ...(wishes.now && { now: wishes.now }), ...(env && { env }) });
  const { services, everything } = list;
  const newServer = serverFactory(services);
  const app = new Hono();
  const { server, port } = await listen(app);
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  const lines: string[] = [];
  const recorder = { isEnabled: () => true, write: (...line: unknown[]) => void lines.push(JSON.stringify(line)) };
  const url = `http://127.0.0.1:${port}/mcp`;
  const auth = newAuth({
    ...{ required: true, issuer: undefined, audience: undefined, now: everything.now, ...wishes },
    ...{ resource: resource ?? url, exposure: services.exposure, store: services.store, log: recorder },
  });
  for (const path of auth.metadataPaths) app.get(path, () => auth.metadata());
  app.all('/mcp', async ({ req }) => {
    const principal = await auth.authenticate(req.raw);
    if (principal instanceof Response) return principal;
    const message: unknown = req.method === 'POST' ? await req.json() : undefined;
    const refusal = auth.authorize(principal, message);
    if (refusal !== undefined) return refusal;
    return createMcpHandler(() => newServer(principal)).fetch(req.raw, { parsedBody: message });
  });
  return { ...list, auth, url, lines };
}

function listen(app: Hono) {
  return new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve({ server, port }));
  });
}

let id = 0;

/** A bare request with that Authorization header. */
export function post(url: string, authorization: string | undefined, method: string, params: object = {}) {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
    ...(authorization !== undefined && { authorization }),
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }) });
}

/** A call of a tool, likewise. */
export function postCall(url: string, authorization: string | undefined, name: string, args: object = {}) {
  return post(url, authorization, 'tools/call', { name, arguments: args });
}
