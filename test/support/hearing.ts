import { onTestFinished } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { Feed } from '../../src/mcp/feed.ts';
import { Subscriptions } from '../../src/mcp/subscriptions.ts';

export const ALL_TASKS = ['tasks://all', 'tasks://open'];

/** Subscribes to these with the rights of a call; gives what was told so far. */
export async function hearing({ store }: Call, uris: readonly string[]): Promise<() => string[]> {
  const heard: string[] = [];
  const subscriptions = new Subscriptions(new Feed(store), async (uri) => void heard.push(uri));
  onTestFinished(() => subscriptions.close());
  await subscriptions.add('all', new Map(uris.map((uri) => [uri, uri])));
  return () => heard;
}
