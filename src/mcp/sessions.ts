import { type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { type Principal, SCOPES } from '../domain/principal.ts';
import { holds } from '../domain/rights.ts';
import type { Feed } from './feed.ts';
import { addPush } from './push.ts';
import type { Observer } from './services.ts';

const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const MAX_SESSIONS = 10_000;
const MAX_OF_ONE = 5_000;
const MAX_ENDED = 10_000;

export interface Session {
  readonly principal: Principal;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Open GET streams. */
  streams: number;
  usedAt: number;
}

interface SessionsOptions {
  readonly newServer: (principal: Principal) => Server;
  readonly feedOf: (principal: Principal) => Feed;
  readonly observer: Observer;
}

/**
 * What clients before 2026 need this very process for: to be told something unasked. A session that is lost costs no
 * more than that, since any process answers their calls; so those that nobody listens on give way when there are many.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  /** By id, the longest unused first. */
  readonly #sessions = new Map<string, Session>();
  /** Principal and id of those that their clients have ended, the newest last. */
  readonly #ended = new Set<string>();
  readonly #sweep: NodeJS.Timeout;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#endIdle(), SWEEP_MS).unref();
  }

  /**
   * The session, if it is this principal's, with the rights of now: its server knows those that it began with, so after
   * a new sign-in for more or less it is no different from one that never was, as is another's.
   */
  find(id: string | null, principal: Principal): Session | undefined {
    const session = id === null ? undefined : this.#sessions.get(id);
    if (id === null || session === undefined || !hasSameRights(session.principal, principal)) return undefined;
    session.usedAt = performance.now();
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  /** Whether its client has ended it: whoever still uses it should learn that. */
  wasEnded(id: string | null, principal: Principal): boolean {
    return id !== null && this.#ended.has(`${principal.id} ${id}`);
  }

  /** A transport whose session begins with the request that it is given; undefined when there is no room. */
  async open(principal: Principal): Promise<WebStandardStreamableHTTPServerTransport | undefined> {
    if (!this.#makeRoom(principal)) return undefined;
    const { newServer, feedOf, observer } = this.#options;
    const server = newServer(principal);
    const push = addPush(server, 'legacy', feedOf(principal), observer);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { principal, transport, streams: 0, usedAt: performance.now() });
      },
      onsessionclosed: (id) => {
        this.#ended.add(`${principal.id} ${id}`);
        const [oldest] = this.#ended;
        if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest);
      },
    });
    server.onclose = () => {
      push.close();
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    return transport;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Ends all of a principal. */
  endOf(principalId: string): void {
    this.#end((session) => session.principal.id === principalId);
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#end(() => true);
  }

  #makeRoom({ id }: Principal): boolean {
    const all = [...this.#sessions.values()];
    const own = all.filter(({ principal }) => principal.id === id);
    const crowd = own.length >= MAX_OF_ONE ? own : all.length >= MAX_SESSIONS ? all : undefined;
    if (crowd === undefined) return true;
    const idle = crowd.find(({ streams }) => streams === 0);
    void idle?.transport.close();
    return idle !== undefined;
  }

  #endIdle(): void {
    const since = performance.now() - IDLE_MS;
    this.#end(({ streams, usedAt, principal: { expiresAt } }) => {
      const isExpired = expiresAt !== undefined && expiresAt.getTime() <= Date.now();
      return isExpired || (streams === 0 && usedAt < since);
    });
  }

  #end(isOver: (session: Session) => boolean): void {
    for (const session of [...this.#sessions.values()]) if (isOver(session)) void session.transport.close();
  }
}

function hasSameRights(one: Principal, other: Principal): boolean {
  const isSame = one.id === other.id && one.project === other.project;
  return isSame && SCOPES.every((scope) => holds(one.scopes, scope) === holds(other.scopes, scope));
}
