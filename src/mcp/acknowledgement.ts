import { type JSONRPCMessage, SUBSCRIPTION_ID_META_KEY } from '@modelcontextprotocol/server';
import { z } from 'zod';

const METHOD = 'notifications/subscriptions/acknowledged';

const Params = z.object({
  _meta: z.object({ [SUBSCRIPTION_ID_META_KEY]: z.union([z.string(), z.int()]) }),
  notifications: z.object({ resourceSubscriptions: z.array(z.string()).default([]) }),
});

/** A `subscriptions/listen` that the SDK has accepted: the request's id and the resources to hear of. */
export interface Acknowledgement {
  readonly id: string | number;
  readonly uris: readonly string[];
}

/** What a message to the client acknowledges, if anything. */
export function acknowledgementIn(message: JSONRPCMessage): Acknowledgement | undefined {
  if (!('method' in message) || message.method !== METHOD) return undefined;
  const { _meta, notifications } = Params.parse(message.params);
  return { id: _meta[SUBSCRIPTION_ID_META_KEY], uris: notifications.resourceSubscriptions };
}
