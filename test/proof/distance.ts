import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The same database, so far away: what is said to it, and what it answers, takes half of that time each. */
export async function faraway(url: string, roundTripMs: number): Promise<{ url: string; close(): void }> {
  const there = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: there.hostname, port: Number(there.port || 5432), noDelay: true });
    near.setNoDelay();
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      sockets.add(from);
      from.on('data', (bytes) => void setTimeout(() => to.write(bytes), roundTripMs / 2));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server on loopback has no port');
  const here = new URL(url);
  here.host = `127.0.0.1:${address.port}`;
  return {
    url: here.href,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
