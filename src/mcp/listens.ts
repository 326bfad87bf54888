import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import type { Feed } from './feed.ts';
import { guarded } from './invoke.ts';
import { toldAsAll } from './resources.ts';
import type { Observer } from './services.ts';
import { Subscriptions } from './subscriptions.ts';

const MAX_SUBSCRIPTIONS = 16_384;

interface ListensOptions {
  readonly feed: Feed;
  readonly observer: Observer;
  readonly make: McpServerFactory;
  readonly onerror: (error: Error) => void;
}

interface Listen {
  readonly request: Request;
  readonly parsedBody: unknown;
  readonly uris: readonly string[];
}

/** The `subscriptions/listen` streams of all who hear the same: the SDK tells whatever it is told to each that asked for it. */
export class Listens {
  readonly #observer: Observer;
  readonly #handler;
  readonly #subscriptions: Subscriptions;

  constructor({ feed, observer, make, onerror }: ListensOptions) {
    this.#observer = observer;
    this.#handler = createMcpHandler(make, { legacy: 'reject', onerror, maxSubscriptions: MAX_SUBSCRIPTIONS });
    this.#subscriptions = new Subscriptions(feed, async (uri) => this.#handler.notify.resourceUpdated(uri));
  }

  /** The stream, and what is to be called when it has ended. Throws ProtocolError for what nobody can listen to. */
  async open({ request, parsedBody, uris }: Listen): Promise<{ response: Response; ended: () => void }> {
    const key = Symbol('subscription');
    await guarded(async () => this.#subscriptions.add(key, toldAsAll(uris)), this.#observer);
    const response = await this.#handler.fetch(request, { parsedBody });
    return { response, ended: () => this.#subscriptions.forget(key) };
  }

  /** Tells all streams that this was all. */
  async end(): Promise<void> {
    await this.#handler.close();
  }

  close(): void {
    this.#subscriptions.close();
  }
}
