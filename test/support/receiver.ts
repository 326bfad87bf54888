import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { onTestFinished } from 'vitest';

/** Does what a receiver of webhooks would, and remembers who came. */
export async function openReceiver(answer: RequestListener = ok, tls?: { key: string; cert: string }) {
  const received: { headers: IncomingMessage['headers']; path: string | undefined; body: string }[] = [];
  let connections = 0;
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, path: request.url, body });
    answer(request, response);
  };
  const server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  server.on('connection', () => {
    connections++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/hook`,
    received,
    get connections() {
      return connections;
    },
  };
}

const ok: RequestListener = (_, response) => {
  response.writeHead(200).end('fine');
};

/** Counts the connections that this process tries to open while the work runs, wherever they would lead. */
export async function connectsDuring(work: () => Promise<unknown>): Promise<number> {
  let connects = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'TCPCONNECTWRAP') connects++;
    },
  }).enable();
  await work().finally(() => hook.disable());
  return connects;
}
