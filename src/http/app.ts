import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { StorageFailed, TaskError } from '../domain/errors.ts';
import type { Outlet } from '../domain/outlet.ts';
import type { Principal } from '../domain/principal.ts';
import { hasMethod } from '../mcp/json-rpc.ts';
import type { Services } from '../mcp/services.ts';
import { Sse } from '../mcp/sse.ts';
import { Streamable } from '../mcp/streamable.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Auth } from './auth.ts';
import { readJson } from './body.ts';
import { frontDoor, type Places } from './front-door.ts';
import { readiness } from './health.ts';
import { Limits } from './limits.ts';
import { problem, problemOf, unavailable } from './problem.ts';
import { type WebhookEnv, webhookRoutes } from './webhooks.ts';

const RETRY_SECONDS = 2;

interface AppOptions extends Places {
  readonly services: Services;
  readonly trustProxy: boolean;
  readonly rateLimit: number;
  readonly legacySse: boolean;
  readonly auth: Auth;
  readonly metrics: Metrics;
  /** The way out to receivers of webhooks. */
  readonly outlet: () => Promise<Outlet>;
}

type Inbound = Context<WebhookEnv>;

/** All routes of the service, and what is open behind them. */
export class HttpApp {
  readonly #options: AppOptions;
  readonly #app = new Hono<WebhookEnv>();
  readonly #streamable: Streamable;
  readonly #sse: Sse | undefined;
  readonly #limits: Limits;
  #isEnding = false;

  constructor(options: AppOptions) {
    this.#options = options;
    const { services, allowedOrigins, legacySse, metrics } = options;
    this.#streamable = new Streamable(services);
    this.#sse = legacySse ? new Sse(services) : undefined;
    this.#limits = new Limits(options.rateLimit);
    const enters = frontDoor(options);
    this.#app.use(async (context, next) => {
      await next();
      metrics.answered(context.res.status);
    });
    this.#app.use(async (context, next) => enters(context.env.incoming) ?? (await next()));
    if (allowedOrigins.length > 0) this.#app.use(crossOrigin(allowedOrigins));
    this.#app.get('/healthz', () => Response.json({ status: 'alive' }));
    this.#app.get('/readyz', () => readiness(services.store, this.#isEnding));
    this.#app.get('/metrics', (context) => this.#metrics(context));
    for (const path of options.auth.metadataPaths) this.#app.get(path, () => options.auth.metadata());
    this.#app.all('/mcp', (context) => this.#mcp(context));
    this.#app.use('/webhooks/*', async (context, next) => (await this.#enterAsAdmin(context)) ?? (await next()));
    this.#app.route('/webhooks', webhookRoutes(options.outlet));
    if (this.#sse !== undefined) {
      const sse = this.#sse;
      this.#app.get('/sse', (context) => this.#openSse(context, sse));
      this.#app.post('/messages', (context) => this.#postSse(context, sse));
    }
    this.#app.notFound(() => problem(404, 'not_found', 'There is nothing here. MCP is served at /mcp.'));
    this.#app.onError((error) => this.#failure(error));
  }

  get fetch() {
    return this.#app.fetch;
  }

  /** Calls that run now. */
  get running(): number {
    return this.#limits.running;
  }

  /** Streams that are open now. */
  get streams(): number {
    return this.#limits.streams;
  }

  /** Sessions of clients before 2026 that are open now. */
  get sessions(): number {
    return this.#streamable.sessions;
  }

  /** Ends everything that stays open for a principal. */
  endOf(principalId: string): void {
    this.#streamable.endOf(principalId);
    this.#sse?.endOf(principalId);
  }

  /** Takes in no more, lets what only waits answer and tells streams that this was all. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#sse?.end();
    await this.#streamable.end();
  }

  async close(): Promise<void> {
    this.#sse?.close();
    await this.#streamable.close();
  }

  /** How the whole list is used is nobody's affair who has a part of it. */
  async #metrics(context: Inbound): Promise<Response> {
    const principal = await this.#admit(context);
    if (principal instanceof Response) return principal;
    const { auth, metrics } = this.#options;
    const refused = auth.demand(principal, 'tasks:admin') ?? this.#enter(context, principal, 'call');
    if (refused !== undefined) return refused;
    return new Response(await metrics.text(), { headers: { 'Content-Type': metrics.contentType } });
  }

  /** Also where nobody need sign in: what comes from this machine may be any program of any user, or a model's. */
  async #enterAsAdmin(context: Inbound): Promise<Response | undefined> {
    const principal = await this.#admit(context);
    if (principal instanceof Response) return principal;
    const { auth, services } = this.#options;
    const refused = auth.demandSignedIn(principal, 'tasks:admin') ?? this.#enter(context, principal, 'call');
    if (refused === undefined) context.set('call', services.callFor(undefined, principal));
    return refused;
  }

  async #mcp(context: Inbound): Promise<Response> {
    const request = context.req.raw;
    const principal = await this.#admit(context);
    if (principal instanceof Response) return principal;
    const read = request.method === 'POST' ? await readJson(context.env.incoming) : { json: undefined };
    if (read instanceof Response) return read;
    const body = read.json;
    const refused =
      this.#options.auth.authorize(principal, body) ??
      this.#enter(
        context,
        principal,
        request.method === 'GET' || hasMethod(body, 'subscriptions/listen') ? 'stream' : 'call',
      );
    if (refused !== undefined) return refused;
    // Nothing of the framework's: a stream keeps this for hours, and there are thousands.
    const { outgoing } = context.env;
    const drop = () => void outgoing.destroy();
    return this.#streamable.fetch({ request, body, principal, drop });
  }

  async #openSse(context: Inbound, sse: Sse): Promise<Response> {
    const principal = await this.#admit(context);
    if (principal instanceof Response) return principal;
    const refused = this.#options.auth.authorize(principal, undefined) ?? this.#enter(context, principal, 'stream');
    if (refused !== undefined) return refused;
    await sse.open(principal, context.env.outgoing, '/messages');
    return RESPONSE_ALREADY_SENT;
  }

  async #postSse(context: Inbound, sse: Sse): Promise<Response> {
    const request = context.req.raw;
    const principal = await this.#admit(context);
    if (principal instanceof Response) return principal;
    const read = await readJson(context.env.incoming);
    if (read instanceof Response) return read;
    const refused = this.#options.auth.authorize(principal, read.json);
    if (refused !== undefined) return refused;
    if (this.#isEnding) return this.#goodbye(context);
    // Answered on the stream, when this has long been accepted: until then it counts.
    const entered = this.#limits.enter(principal.id, 'call');
    if (entered instanceof Response) return entered;
    const posted = { message: read.json, request, answered: entered.release };
    const outcome = await sse.post(context.req.query('sessionId') ?? '', principal, posted);
    if (outcome !== 'accepted') entered.release();
    if (outcome === undefined) return problem(404, 'not_found', 'There is no such stream.');
    return outcome === 'accepted' ? new Response('Accepted', { status: 202 }) : Response.json(outcome, { status: 400 });
  }

  /** Who calls, or the answer to who may not. */
  async #admit(context: Inbound): Promise<Principal | Response> {
    if (this.#isEnding) return this.#goodbye(context);
    const address = this.#addressOf(context);
    const refused = this.#limits.refuseAddress(address);
    if (refused !== undefined) return refused;
    const principal = await this.#options.auth.authenticate(context.req.raw);
    if (principal instanceof Response) this.#limits.failed(address);
    return principal;
  }

  /** Counts the request until its answer is out; gives the answer for who asks for too much. */
  #enter(context: Inbound, principal: Principal, kind: 'call' | 'stream'): Response | undefined {
    // Its body may have taken long.
    if (this.#isEnding) return this.#goodbye(context);
    const { outgoing } = context.env;
    // Whoever has gone is told nothing, and would never be counted out.
    if (outgoing.destroyed) return problem(400, 'bad_request', 'The connection is closed.');
    const entered = this.#limits.enter(principal.id, kind);
    if (entered instanceof Response) return entered;
    outgoing.once('close', entered.release);
    if (kind === 'stream')
      outgoing.once(
        'close',
        this.#options.auth.watchPrincipal(principal, (isRevoked) =>
          isRevoked ? this.endOf(principal.id) : void outgoing.destroy(),
        ),
      );
    return undefined;
  }

  #goodbye({ env: { outgoing } }: Inbound): Response {
    outgoing.setHeader('Connection', 'close');
    return unavailable('This instance is ending.', RETRY_SECONDS);
  }

  #addressOf({ req, env: { incoming } }: Inbound): string {
    const forwarded = this.#options.trustProxy ? req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    return forwarded ?? incoming.socket.remoteAddress ?? '';
  }

  #failure(error: Error): Response {
    if (error instanceof StorageFailed) return unavailable('The task list cannot be read now.', RETRY_SECONDS);
    if (error instanceof TaskError) return problemOf(error);
    const id = crypto.randomUUID().slice(0, 8);
    this.#options.services.observer.broke(id, error);
    return problem(500, 'internal', `Internal error ${id}; the server's log says more under that id.`);
  }
}

function crossOrigin(allowed: readonly string[]) {
  return cors({
    origin: [...allowed],
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: [
      ...['Authorization', 'Content-Type', 'Accept', 'Last-Event-ID'],
      ...['Mcp-Session-Id', 'Mcp-Protocol-Version', 'Mcp-Method', 'Mcp-Name'],
    ],
    exposeHeaders: ['Mcp-Session-Id', 'WWW-Authenticate', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}
