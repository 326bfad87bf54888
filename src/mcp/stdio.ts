import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onEnding } from './ending.ts';
import { masked } from './mask.ts';
import { addPush, type Push } from './push.ts';
import { serverFactory } from './server.ts';
import type { Services } from './services.ts';
import { claimStdout } from './stdout.ts';
import { Wire } from './wire.ts';

/** Serves both eras on standard input and output; resolves when the connection is over, whatever ended it. */
export function serveOnStdio(services: Services, { verbose }: { verbose: boolean }): Promise<void> {
  const newServer = serverFactory(services);
  let push: Push | undefined;
  let listening = false;
  return new Promise((resolve) => {
    const wire = new Wire({
      input: process.stdin,
      output: claimStdout(),
      trace: verbose ? (direction, line) => process.stderr.write(`${direction} ${masked(line)}\n`) : undefined,
      asked(method) {
        if (method !== 'subscriptions/listen') return;
        listening = true;
        push?.listen();
      },
      gone() {
        stopWatching();
        push?.close();
        resolve();
      },
    });
    const stopWatching = onEnding(() => wire.end());
    serveStdio(
      ({ era }) => {
        const server = newServer();
        push = addPush(server, era, services.store);
        if (listening) push.listen();
        return server;
      },
      { transport: wire, onerror: (error) => services.observer.broke('stdio', error) },
    );
  });
}
