import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { addEndpoint } from '../domain/add-endpoint.ts';
import type { Call } from '../domain/call.ts';
import { DeliveryState } from '../domain/delivery.ts';
import { disableEndpoint } from '../domain/disable-endpoint.ts';
import { enableEndpoint } from '../domain/enable-endpoint.ts';
import { Invalid } from '../domain/errors.ts';
import { nameOf, says } from '../domain/issue.ts';
import { listDeliveries } from '../domain/list-deliveries.ts';
import { listEndpoints } from '../domain/list-endpoints.ts';
import type { Outlet } from '../domain/outlet.ts';
import { removeEndpoint } from '../domain/remove-endpoint.ts';
import { replayDead, replayDelivery } from '../domain/replay-delivery.ts';
import { rotateSecret } from '../domain/rotate-secret.ts';
import { testEndpoint } from '../domain/test-endpoint.ts';
import { readJson } from './body.ts';
import { problem } from './problem.ts';

/** What a request brings with it; the call is that of an admin who has signed in. */
export interface WebhookEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: { call: Call };
}

type Inbound = Context<WebhookEnv>;

const HOUR_MS = 3_600_000;
const ID = ':id{\\d{1,15}}';

const NewEndpoint = z.strictObject({
  url: z.string(),
  format: z.string().optional(),
  description: z.string().optional(),
  events: z.array(z.string()).optional(),
  project: z.string().optional(),
  tags: z.array(z.string()).optional(),
  min_priority: z.string().optional(),
  secret: z.string().optional(),
});
const Rotation = z.strictObject({
  secret: z.string().optional(),
  /** For how long the secret from before signs too; 0 for one that has leaked. */
  overlap_hours: z.number().min(0).max(168).optional(),
});
const Nothing = z.strictObject({});
const Page = z.strictObject({
  webhook: z.coerce.number().int().optional(),
  state: DeliveryState.optional(),
  cursor: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

/** What the command line does with webhooks, as routes below /webhooks. No tool does it: a model must open no way out. */
export function webhookRoutes(outlet: () => Promise<Outlet>): Hono<WebhookEnv> {
  const routes = new Hono<WebhookEnv>();
  routes.use('*', async ({ req, var: { call } }, next) =>
    req.method !== 'GET' && call.store.isReadOnly
      ? problem(403, 'read_only', 'The list is read-only here: webhooks can only be looked at.')
      : await next(),
  );
  routes.get('/', async ({ var: { call } }) => Response.json({ endpoints: await listEndpoints(call) }));
  routes.post('/', (context) =>
    answer(context, NewEndpoint, async (call, wish) => addEndpoint(call, wish, await outlet()), 201),
  );
  routes.get('/deliveries', async ({ req, var: { call } }) => {
    const { webhook, ...page } = parsed(Page, req.query());
    return Response.json(await listDeliveries(call, { ...page, endpoint_id: webhook }));
  });
  routes.post(`/deliveries/${ID}/replay`, (context) =>
    answer(context, Nothing, async (call) => ({ delivery: await replayDelivery(call, idOf(context)) })),
  );
  routes.delete(`/${ID}`, (context) =>
    answer(context, Nothing, async (call) => ({ endpoint: await removeEndpoint(call, idOf(context)) })),
  );
  routes.post(`/${ID}/disable`, (context) =>
    answer(context, Nothing, async (call) => ({ endpoint: await disableEndpoint(call, idOf(context)) })),
  );
  routes.post(`/${ID}/enable`, (context) =>
    answer(context, Nothing, async (call) => ({ endpoint: await enableEndpoint(call, idOf(context)) })),
  );
  routes.post(`/${ID}/test`, (context) =>
    answer(context, Nothing, async (call) => ({ delivery: await testEndpoint(call, idOf(context), await outlet()) })),
  );
  routes.post(`/${ID}/replay`, (context) =>
    answer(context, Nothing, async (call) => ({ replayed: await replayDead(call, idOf(context)) })),
  );
  routes.post(`/${ID}/rotate-secret`, (context) =>
    answer(context, Rotation, (call, { secret, overlap_hours: hours }) =>
      rotateSecret(call, idOf(context), { secret, ...(hours !== undefined && { overlapMs: hours * HOUR_MS }) }),
    ),
  );
  return routes;
}

const idOf = ({ req }: Inbound) => Number(req.param('id'));

/** Does the work with what the request brings, {} where it brings nothing. Throws Invalid. */
async function answer<T>(
  { env: { incoming }, var: { call } }: Inbound,
  schema: z.ZodType<T>,
  work: (call: Call, wish: T) => Promise<object>,
  status = 200,
): Promise<Response> {
  const { headers } = incoming;
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  const read = isEmpty ? { json: {} } : await readJson(incoming, unreadable);
  return read instanceof Response ? read : Response.json(await work(call, parsed(schema, read.json)), { status });
}

const unreadable = (why: string) => problem(400, 'invalid', `The body cannot be read: ${why}.`);

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Invalid('the body is not valid');
  const name = nameOf(issue.path);
  if (issue.code === 'unrecognized_keys') throw new Invalid(`unknown field ${JSON.stringify(issue.keys[0])}`);
  if (issue.code === 'invalid_type' && issue.input === undefined) throw new Invalid(`'${name}' is required`);
  // A value that should be a secret and is none may be one all the same.
  throw new Invalid(name === 'secret' ? 'secret must be text' : `${name === '' ? 'the body' : name} ${says(issue)}`);
}
