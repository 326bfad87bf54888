import { lookup } from 'node:dns/promises';

/** All addresses of a host; throws when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Asks for each host once at a time, and for those that failed last time one after the other. The system resolves only two
 * names at once in a process, whoever asks, and takes up to half a minute for one whose name servers are silent: without
 * this a few messages to such a host have all others time out.
 */
export function resolvingBy(ask: Resolve): Resolve {
  const running = new Map<string, Promise<readonly string[]>>();
  const failed = new Set<string>();
  let lastFailed: Promise<unknown> = Promise.resolve();

  const start = (host: string) => {
    if (!failed.has(host)) return ask(host);
    const inTurn = lastFailed.then(() => ask(host));
    lastFailed = inTurn.catch(() => undefined);
    return inTurn;
  };
  const run = async (host: string) => {
    try {
      const addresses = await start(host);
      failed.delete(host);
      return addresses;
    } catch (error) {
      failed.add(host);
      throw error;
    } finally {
      running.delete(host);
    }
  };
  return (host) => {
    const already = running.get(host);
    if (already !== undefined) return already;
    const asked = run(host);
    running.set(host, asked);
    return asked;
  };
}

/** As the machine resolves names, its hosts file included. */
export const resolveBySystem = resolvingBy(async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address),
);
