import type { z } from 'zod';
import type { Call } from './call.ts';
import {
  ENDPOINT_FORMATS,
  EndpointDescription,
  EndpointFilter,
  EndpointFormat,
  MAX_ENDPOINTS,
  type ShownEndpoint,
} from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { Conflict, Invalid } from './errors.ts';
import { EventType } from './event.ts';
import type { Outlet } from './outlet.ts';
import { refuseToWrite } from './read-only.ts';
import { newSigningSecret, SigningSecret } from './signing-secret.ts';
import type { Tx } from './store.ts';
import { PRIORITIES } from './task.ts';

export interface EndpointWish {
  readonly url: string;
  /** Default: standard. */
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  /** Default: all of them. */
  readonly events?: readonly string[] | undefined;
  readonly project?: string | undefined;
  /** Tasks that have one of these. */
  readonly tags?: readonly string[] | undefined;
  readonly min_priority?: string | undefined;
  /** One that the receiver knows already; default: a new one. */
  readonly secret?: string | undefined;
}

/**
 * A new endpoint, which is told of what happens from now on, and the secret that its receiver checks signatures with:
 * nobody is shown that again. Throws Invalid, and Conflict where there are too many.
 */
export async function addEndpoint(
  call: Call,
  wish: EndpointWish,
  outlet: Pick<Outlet, 'check'>,
): Promise<{ endpoint: ShownEndpoint; secret: string }> {
  // Whoever has no right to it must not even have a name resolved.
  await call.store.read(checkRoom);
  if (call.store.isReadOnly) refuseToWrite();
  const description = parsed('description', EndpointDescription, wish.description ?? '');
  const { format, filter } = choiceOf(wish);
  const secret = parsed('secret', SigningSecret, wish.secret ?? newSigningSecret());
  const url = await outlet.check(wish.url, format);
  const created_at = call.now().toISOString();
  const endpoint = await call.store.write(async (tx) => {
    await checkRoom(tx);
    return tx.endpoints.insert({
      ...{ url, format, description, filter, state: 'enabled', reason: null },
      ...{ failures: 0, failing_since: null, paused_until: null, created_at, created_by: call.actor },
      secrets: [{ secret, created_at, expires_at: null }],
      cursor: await tx.changes.head(),
    });
  });
  return { endpoint: changedEndpoint(call, 'added', endpoint), secret };
}

async function checkRoom(tx: Tx): Promise<void> {
  if ((await tx.endpoints.count()) >= MAX_ENDPOINTS)
    throw new Conflict(`there are ${MAX_ENDPOINTS} webhooks already, which is as many as there can be`, 'Remove one.');
}

function choiceOf(wish: EndpointWish): { format: EndpointFormat; filter: EndpointFilter } {
  const [first] = ENDPOINT_FORMATS;
  const { events, project, tags, min_priority } = EndpointFilter.shape;
  const named = (wish.events ?? []).map((event) => event.trim());
  const unknown = named.find((event) => !EventType.safeParse(event).success);
  if (unknown !== undefined)
    throw new Invalid(
      `event must be one of ${EventType.options.join(', ')}, not ${JSON.stringify(unknown.slice(0, 60))}`,
    );
  return {
    format: parsed('format', EndpointFormat, wish.format ?? first, ENDPOINT_FORMATS),
    filter: {
      events: parsed('event', events, named),
      project: parsed('project', project, wish.project ?? null),
      tags: parsed('tag', tags, wish.tags ?? []),
      min_priority: parsed('the lowest priority', min_priority, wish.min_priority ?? null, PRIORITIES),
    },
  };
}

/**
 * Throws Invalid, naming the field by a word that fits whatever flag or field it came in by, and what is allowed; the value
 * only where it is one of a few words.
 */
function parsed<T>(name: string, schema: z.ZodType<T>, value: unknown, allowed?: readonly string[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  if (allowed === undefined) throw new Invalid(`${name} ${result.error.issues[0]?.message}`);
  throw new Invalid(`${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(String(value).slice(0, 60))}`);
}
