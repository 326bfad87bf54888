import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { cutTo, inLine } from '../render/text.ts';
import { onEnding } from './ending.ts';
import { Feed } from './feed.ts';
import { masked } from './mask.ts';
import { addPush, type Push } from './push.ts';
import { serverFactory } from './server.ts';
import type { Services } from './services.ts';
import { claimStdout } from './stdout.ts';
import { type Direction, Wire } from './wire.ts';

const MAX_REFUSED_SHOWN = 1_000;

/** Serves both eras on standard input and output; resolves when the connection is over, whatever ended it. */
export function serveOnStdio(services: Services, { verbose }: { verbose: boolean }): Promise<void> {
  const ending = new AbortController();
  const newServer = serverFactory(services, ending.signal);
  const feed = new Feed(services.store);
  let push: Push | undefined;
  return new Promise((resolve) => {
    const wire = new Wire({
      input: process.stdin,
      output: claimStdout(),
      trace: verbose ? trace : undefined,
      subscribed: async (subscription) => push?.listen(subscription),
      cancelled: (id) => push?.forget(id),
      ending: () => ending.abort(),
      gone() {
        stopWatching();
        push?.close();
        resolve();
      },
    });
    const stopWatching = onEnding(() => wire.end(), { withParent: true });
    serveStdio(
      ({ era }) => {
        const server = newServer();
        push = addPush(server, era, feed, services.observer);
        return server;
      },
      {
        transport: wire,
        onerror(error) {
          if (!wire.isOver(error)) services.observer.broke('stdio', error);
        },
      },
    );
  });
}

function trace(direction: Direction, line: string): void {
  const shown = direction === '↛' ? inLine(cutTo(masked(line), MAX_REFUSED_SHOWN)) : masked(line);
  process.stderr.write(`${direction} ${shown}\n`);
}
