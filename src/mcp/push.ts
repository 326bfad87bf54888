import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import type { Acknowledgement } from './acknowledgement.ts';
import type { Feed } from './feed.ts';
import { guarded } from './invoke.ts';
import type { Id } from './json-rpc.ts';
import { toldAsAll } from './resources.ts';
import type { Observer } from './services.ts';
import { Subscriptions } from './subscriptions.ts';

export interface Push {
  /** Resolves when the client will hear of every later change. Throws ProtocolError. */
  listen(subscription: Acknowledgement): Promise<void>;
  forget(id: Id): void;
  close(): void;
}

/**
 * Lets a connection that stays open hear of changes. In the modern era the SDK keeps the list of what the client listens
 * to and filters; before, `resources/subscribe` is ours. What the store does not show is not told: give it the caller's.
 */
export function addPush(server: Server, era: McpRequestContext['era'], feed: Feed, observer: Observer): Push {
  const subscriptions = new Subscriptions(feed, (uri) => server.sendResourceUpdated({ uri }));
  const add = (key: Id, uris: readonly string[]) =>
    guarded(async () => {
      await subscriptions.add(key, toldAsAll(uris));
    }, observer);
  if (era === 'legacy') {
    server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
      await add(uri, [uri]);
      return {};
    });
    server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
      subscriptions.forget(uri);
      return {};
    });
  }
  return {
    listen: ({ id, uris }) => add(id, uris),
    forget: (id) => subscriptions.forget(id),
    close: () => subscriptions.close(),
  };
}
