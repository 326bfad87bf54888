import { z } from 'zod';
import { EventType } from './event.ts';
import { SigningSecret } from './signing-secret.ts';
import { Priority, Project, Tags } from './task.ts';
import { Line, lengthOf } from './text.ts';

/** What a receiver of some kind wants to be sent. The first one is what an endpoint gets that names none. */
export const ENDPOINT_FORMATS = ['standard', 'slack', 'discord', 'ntfy'] as const;
export const EndpointFormat = z.enum(ENDPOINT_FORMATS);
export type EndpointFormat = z.infer<typeof EndpointFormat>;

/** Which events an endpoint is told of: those that fit everything that is named here. */
export const EndpointFilter = z.strictObject({
  /** None means all of them. */
  events: z.array(EventType).transform((events) => [...new Set(events)]),
  project: Project.nullable(),
  /** Tasks that have one of these; none means all tasks. */
  tags: Tags,
  min_priority: Priority.nullable(),
});
export type EndpointFilter = z.infer<typeof EndpointFilter>;

export const EndpointDescription = Line.refine((text) => lengthOf(text) <= 200, 'must be at most 200 characters');

const SecretInUse = z.object({
  secret: SigningSecret,
  created_at: z.string(),
  /** When receivers must know a newer one; null while there is none. */
  expires_at: z.string().nullable(),
});
export type SecretInUse = z.infer<typeof SecretInUse>;

/** Where webhooks go. Times are UTC ISO. */
export const Endpoint = z.object({
  id: z.int(),
  /** Of many receivers it is itself a secret: see `shownEndpoint`. */
  url: z.string(),
  format: EndpointFormat,
  description: z.string(),
  filter: EndpointFilter,
  state: z.enum(['enabled', 'disabled']),
  /** Why it is disabled. */
  reason: z.string().nullable(),
  /** Attempts that failed since the last one that did not. */
  failures: z.int(),
  failing_since: z.string().nullable(),
  /** Nothing is sent before then. */
  paused_until: z.string().nullable(),
  created_at: z.string(),
  created_by: z.string(),
  /** Newest first. */
  secrets: z.array(SecretInUse),
  /** The last change of the log that was looked at for it. */
  cursor: z.int(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** An endpoint as it may be shown: no secrets, and of the URL only what tells it from others. */
export const ShownEndpoint = Endpoint.omit({ secrets: true, cursor: true }).extend({
  /** How many secrets sign: more than one during a rotation. */
  secrets: z.int(),
});
export type ShownEndpoint = z.infer<typeof ShownEndpoint>;

/** More than anybody needs, and few enough to give each its own share of what is sent at once. */
export const MAX_ENDPOINTS = 32;

/** Those that sign now: with each of them somebody may check. */
export function secretsAt({ secrets }: Pick<Endpoint, 'secrets'>, now: Date): string[] {
  return secrets.filter((each) => !isPast(each, now)).map(({ secret }) => secret);
}

export function isPast({ expires_at }: SecretInUse, now: Date): boolean {
  return expires_at !== null && Date.parse(expires_at) <= now.getTime();
}

export function isPaused({ paused_until }: Pick<Endpoint, 'paused_until'>, now: Date): boolean {
  return paused_until !== null && Date.parse(paused_until) > now.getTime();
}

export function shownEndpoint(endpoint: Endpoint, now: Date): ShownEndpoint {
  const { secrets: _, cursor: __, url, ...rest } = endpoint;
  return { ...rest, url: shownUrl(url), secrets: secretsAt(endpoint, now).length };
}

const END_SHOWN = 4;

/** Origin and end: paths and queries are what chats know their senders by. */
function shownUrl(url: string): string {
  const { origin } = new URL(url);
  const rest = url.slice(origin.length);
  return rest.length <= 2 * END_SHOWN ? `${origin}${rest}` : `${origin}/…${rest.slice(-END_SHOWN)}`;
}
