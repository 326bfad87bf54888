import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';
import type { Principal } from '../domain/principal.ts';
import { Feeds } from './feeds.ts';
import { checkMessage, type Id, type Refusal } from './json-rpc.ts';
import { addPush } from './push.ts';
import { serverFactory } from './server.ts';
import type { Services } from './services.ts';

const KEEP_ALIVE_MS = 15_000;
/** More than the largest answer; whoever leaves this much unread does not read. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

interface Connection {
  readonly principal: Principal;
  readonly transport: Answering;
  readonly output: ServerResponse;
}

interface Posted {
  readonly message: unknown;
  readonly request: Request;
  answered(): void;
}

/** Tells when a request is answered: its post was long before. */
class Answering extends SSEServerTransport {
  readonly #open = new Map<Id, () => void>();

  expect(id: Id, answered: () => void): void {
    this.settle(id);
    this.#open.set(id, answered);
  }

  settle(id: Id): void {
    this.#open.get(id)?.();
    this.#open.delete(id);
  }

  settleAll(): void {
    for (const id of [...this.#open.keys()]) this.settle(id);
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    await super.send(message);
    if ('id' in message && !('method' in message) && message.id !== undefined) this.settle(message.id);
  }
}

/**
 * The HTTP+SSE of 2024: one stream for everything that the server says, and posts that name it. The name stands in a URL
 * and so in other people's logs; it opens nothing to anybody but the principal who opened the stream.
 */
export class Sse {
  readonly #services: Services;
  readonly #ending = new AbortController();
  readonly #newServer;
  readonly #feeds: Feeds;
  readonly #connections = new Map<string, Connection>();

  constructor(services: Services) {
    this.#services = services;
    this.#newServer = serverFactory(services, this.#ending.signal);
    this.#feeds = new Feeds(services);
  }

  /** Writes to `output` until either side ends it. */
  async open(principal: Principal, output: ServerResponse, postTo: string): Promise<void> {
    const transport = new Answering(postTo, output);
    const server = this.#newServer(principal);
    const push = addPush(server, 'legacy', this.#feeds.of(principal), this.#services.observer);
    const { sessionId } = transport;
    const beat = setInterval(() => this.#beat(output), KEEP_ALIVE_MS).unref();
    const leftMs = principal.expiresAt && principal.expiresAt.getTime() - Date.now();
    const expiry =
      leftMs === undefined || leftMs >= 2 ** 31 ? undefined : setTimeout(() => output.end(), leftMs).unref();
    server.onclose = () => {
      clearInterval(beat);
      clearTimeout(expiry);
      push.close();
      transport.settleAll();
      this.#connections.delete(sessionId);
    };
    this.#connections.set(sessionId, { principal, transport, output });
    await server.connect(transport);
  }

  /** Takes a posted message; undefined where the principal has no such stream. `answered` is called once where it is. */
  async post(
    sessionId: string,
    principal: Principal,
    { message, request, answered }: Posted,
  ): Promise<Refusal | 'accepted' | undefined> {
    const connection = this.#connections.get(sessionId);
    if (connection?.principal.id !== principal.id) return undefined;
    const checked = checkMessage(message);
    if ('error' in checked) return checked;
    const { id, method, cancels } = checked;
    if (id !== undefined && method !== undefined) connection.transport.expect(id, answered);
    else answered();
    if (cancels !== undefined) connection.transport.settle(cancels);
    await connection.transport.handleMessage(message, { request });
    return 'accepted';
  }

  endOf(principalId: string): void {
    for (const { principal, output } of this.#connections.values()) if (principal.id === principalId) output.end();
  }

  /** Calls that only wait answer now. */
  end(): void {
    this.#ending.abort();
  }

  close(): void {
    this.end();
    for (const { output } of this.#connections.values()) output.end();
  }

  #beat(output: ServerResponse): void {
    if (output.writableLength > MAX_UNREAD_BYTES) output.destroy();
    else output.write(': still here\n\n');
  }
}
