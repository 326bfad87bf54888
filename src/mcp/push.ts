import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import type { Store } from '../domain/store.ts';
import { checkResource } from './resources.ts';
import { Subscriptions } from './subscriptions.ts';

export interface Push {
  /** The client has asked to hear of changes. */
  listen(): void;
  close(): void;
}

/**
 * Lets a connection that stays open hear of changes. In the modern era the SDK keeps the list of what the client listens
 * to and filters; before, `resources/subscribe` is ours.
 */
export function addPush(server: Server, era: McpRequestContext['era'], store: Store): Push {
  const wanted = new Set<string>();
  const subscriptions = new Subscriptions(store, async (uri) => {
    if (era === 'modern' || wanted.has(uri)) await server.sendResourceUpdated({ uri });
  });
  if (era === 'legacy') {
    server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
      checkResource(uri);
      await subscriptions.start();
      wanted.add(uri);
      return {};
    });
    server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
      wanted.delete(uri);
      return {};
    });
  }
  return { listen: () => void subscriptions.start(), close: () => subscriptions.close() };
}
