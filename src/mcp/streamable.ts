import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpRequestContext,
  PROTOCOL_VERSION_META_KEY,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Principal } from '../domain/principal.ts';
import type { Feed } from './feed.ts';
import { Feeds } from './feeds.ts';
import { checkMessage, hasMethod, type Id, namesVersion } from './json-rpc.ts';
import { Listens } from './listens.ts';
import { serverFactory } from './server.ts';
import type { Services } from './services.ts';
import { Sessions } from './sessions.ts';
import { answerAlone } from './stateless.ts';
import { Streams } from './streams.ts';

const Listen = z.object({
  id: z.union([z.string(), z.int()]),
  method: z.literal('subscriptions/listen'),
  params: z.object({ notifications: z.object({ resourceSubscriptions: z.array(z.string()).default([]) }) }),
});

const Removed = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.int()]),
  method: z.enum(['resources/subscribe', 'resources/unsubscribe']),
  params: z.object({ _meta: z.looseObject({ [PROTOCOL_VERSION_META_KEY]: z.string() }) }),
});

/** A request that has passed the front door. */
export interface Inbound {
  readonly request: Request;
  /** Its JSON; undefined where it has none. */
  readonly body: unknown;
  readonly principal: Principal;
  /** Cuts the connection. */
  drop(): void;
}

/** MCP over HTTP: both eras behind one address. */
export class Streamable {
  readonly #services: Services;
  readonly #ending = new AbortController();
  readonly #streams = new Streams();
  readonly #principals = new WeakMap<Request, Principal>();
  /** In how many seconds those can be sent again whose call failed for now. */
  readonly #retries = new WeakMap<Request, number>();
  readonly #newServer;
  readonly #sessions: Sessions;
  readonly #calls;
  readonly #feeds: Feeds;
  /** Apart from the calls, since the SDK ends both kinds at once. */
  readonly #listens = new Map<Feed, Listens>();

  constructor(services: Services) {
    this.#services = services;
    const { observer } = services;
    this.#newServer = serverFactory(services, this.#ending.signal);
    const feeds = new Feeds(services);
    this.#feeds = feeds;
    this.#sessions = new Sessions({ newServer: this.#newServer, feedOf: (principal) => feeds.of(principal), observer });
    this.#calls = createMcpHandler(this.#make, { legacy: 'reject', onerror: this.#report });
  }

  async fetch(inbound: Inbound): Promise<Response> {
    const { request, body: parsedBody, principal } = inbound;
    if (request.method === 'POST') {
      const message = checkMessage(parsedBody);
      if ('error' in message && !isRemoved(parsedBody)) return Response.json(message, { status: 400 });
    }
    // The SDK's look is the right one, but parses the whole message, as it will again.
    if (!namesVersion(parsedBody) && (await isLegacyRequest(request, parsedBody))) return this.#legacy(inbound);
    this.#principals.set(request, principal);
    const listen = hasMethod(parsedBody, 'subscriptions/listen') ? Listen.safeParse(parsedBody) : undefined;
    if (listen?.success) return this.#listen(inbound, listen.data);
    const response = await this.#calls.fetch(request, { parsedBody });
    const retrySeconds = this.#retries.get(request);
    // For proxies and programs: what reads the text has been told.
    if (retrySeconds !== undefined) response.headers.set('Retry-After', String(retrySeconds));
    return response;
  }

  /** Sessions of clients before 2026 that are open. */
  get sessions(): number {
    return this.#sessions.count;
  }

  /** Ends what stays open for a principal whose right has ended. */
  endOf(principalId: string): void {
    this.#streams.endOf(principalId);
    this.#sessions.endOf(principalId);
  }

  /** Calls that only wait answer now, and streams are told that this was all. */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.all([...this.#listens.values()].map((listens) => listens.end()));
  }

  /** Cuts what is still running. */
  async close(): Promise<void> {
    await this.end();
    for (const listens of this.#listens.values()) listens.close();
    this.#sessions.close();
    await this.#calls.close();
  }

  async #listen({ request, body, principal, drop }: Inbound, { id, params }: z.infer<typeof Listen>) {
    const { resourceSubscriptions: uris } = params.notifications;
    try {
      const { response, ended } = await this.#listensOf(principal).open({ request, parsedBody: body, uris });
      if (isStream(response)) return this.#streams.hold(response, { principal, drop, ended });
      ended();
      return response;
    } catch (error) {
      if (error instanceof ProtocolError) return refusal(id, error);
      throw error;
    }
  }

  #listensOf(principal: Principal): Listens {
    const feed = this.#feeds.of(principal);
    const { observer } = this.#services;
    const known = this.#listens.get(feed) ?? new Listens({ feed, observer, make: this.#make, onerror: this.#report });
    this.#listens.set(feed, known);
    return known;
  }

  /** Any process serves any call, whatever its session; only what is to be pushed needs the session's own. */
  async #legacy({ request, body: parsedBody, principal, drop }: Inbound): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (this.#sessions.wasEnded(id, principal)) return sessionError(404, 'This session was ended: initialize again.');
    const session = this.#sessions.find(id, principal);
    if (session !== undefined) {
      const response = await session.transport.handleRequest(request, { parsedBody });
      if (request.method !== 'GET' || !isStream(response)) return response;
      session.streams++;
      const ended = () => void session.streams--;
      return this.#streams.hold(response, { principal, drop, ended });
    }
    if (request.method !== 'POST')
      return sessionError(405, 'There is no such session here: send requests by POST, or initialize again.');
    const isOpening = hasMethod(parsedBody, 'initialize') && isInitializeRequest(parsedBody);
    const opened = isOpening ? await this.#sessions.open(principal) : undefined;
    if (opened !== undefined) return opened.handleRequest(request, { parsedBody });
    const server = this.#newServer(principal);
    server.setRequestHandler('resources/subscribe', needsSession);
    server.setRequestHandler('resources/unsubscribe', needsSession);
    return answerAlone(server, request, parsedBody);
  }

  readonly #make = ({ requestInfo }: McpRequestContext) => {
    const principal = requestInfo && this.#principals.get(requestInfo);
    if (requestInfo === undefined || principal === undefined) throw new Error('a request without its principal');
    return this.#newServer(principal, (retrySeconds) => void this.#retries.set(requestInfo, retrySeconds));
  };

  /** What the SDK refuses is the client's affair, and answered; the rest is ours. */
  readonly #report = (error: Error) => {
    if (error instanceof ProtocolError || /^(Rejected|Unsupported|subscriptions\/listen refused)/.test(error.message))
      return;
    this.#services.observer.broke('http', error);
  };
}

const isStream = ({ headers }: Response) => headers.get('content-type')?.startsWith('text/event-stream') === true;

function refusal(id: Id, { code, message, data }: ProtocolError): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } });
}

function sessionError(status: 404 | 405, message: string): Response {
  const headers = status === 405 ? { Allow: 'POST' } : new Headers();
  return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }, { status, headers });
}

/** A method that the modern era has no more, so that what is wrong with its parameters does not matter there. */
function isRemoved(body: unknown): boolean {
  return Removed.safeParse(body).success;
}

function needsSession(): never {
  throw new ProtocolError(
    ProtocolErrorCode.InvalidRequest,
    'Hearing of changes needs a session of this process: initialize again and send its Mcp-Session-Id',
  );
}
