import type { Client } from '@modelcontextprotocol/client';
import { ERAS, type Era, type Session } from './session.ts';

/** How a subscriber may come. */
export const SUBSCRIBERS = (['stdio', 'http'] as const).flatMap((over) => ERAS.map((era) => ({ over, era })));

/** The URIs that a client hears of, as a queue. */
export function heard(client: Client): () => Promise<string> {
  const uris: string[] = [];
  let wake = () => {};
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    uris.push(params.uri);
    wake();
  });
  return async () => {
    while (uris.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return uris.shift() ?? '';
  };
}

export async function subscribe({ client }: Session, era: Era, uris: string[]): Promise<void> {
  if (era === 'modern') await client.listen({ resourceSubscriptions: uris });
  else for (const uri of uris) await client.subscribeResource({ uri });
}
