import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Invalid } from '../domain/errors.ts';
import type { HttpApp } from './app.ts';
import { inUrl } from './front-door.ts';
import { nameRequest } from './request-id.ts';

/** How long a client may take for its headers, for a whole request, and between two. Answers may take as long as they like. */
const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
};
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 20_000;
/** How long calls may go on when the service ends, and their answers then to get out. */
const PATIENCE_MS = 5_000;
const FLUSH_MS = 500;
const LOOK_MS = 20;

/** On every answer, whichever part of us gives it: nothing of ours is a page to be framed, guessed at or kept. */
const HEADERS = Object.entries({
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
});

export interface Listening {
  readonly url: string;
  /** Takes in no more, lets calls finish and closes everything. */
  close(): Promise<void>;
}

/** `newApp` makes what answers, once the address is known. Throws Invalid when that cannot be had. */
export async function listen(
  newApp: (url: string) => HttpApp,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer({ ...TIMES, maxHeaderSize: MAX_HEADER_BYTES });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw refused(error, host, port);
  }
  const url = `http://${inUrl(host)}:${portOf(server)}`;
  const app = newApp(url);
  // It puts its own Response in the place of the global one, which would make a stream of every answer only to read it again.
  const answer = getRequestListener(app.fetch, { hostname: inUrl(host) });
  server.on('request', (incoming, outgoing) => {
    nameRequest(incoming, outgoing);
    for (const [name, value] of HEADERS) outgoing.setHeader(name, value);
    void answer(incoming, outgoing);
  });
  return {
    url,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await app.end();
      const until = performance.now() + PATIENCE_MS;
      while (app.running > 0 && performance.now() < until) await pause(LOOK_MS);
      await app.close();
      const cut = setTimeout(() => server.closeAllConnections(), FLUSH_MS);
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function refused(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const another = 'Name another one with --port.';
  if (code === 'EADDRINUSE')
    return new Invalid(`Port ${port} of ${host} is taken, perhaps by a service that runs already.`, another);
  if (code === 'EACCES') return new Invalid(`Port ${port} may not be used by this user.`, another);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Invalid(`${host} is no address of this machine.`, 'Name one with --host, or leave it out.');
  return error;
}
