import type { Changed, Feed } from './feed.ts';
import type { Id } from './json-rpc.ts';

type Key = Id | symbol;

/** What one receiver of hints wants to hear of. Listens to the feed only while it wants something. */
export class Subscriptions {
  readonly #feed: Feed;
  readonly #updated: (uri: string) => Promise<void>;
  /** By what the client named each subscription: the URIs in its own spelling, with the one that a change names. */
  readonly #wanted = new Map<Key, ReadonlyMap<string, string>>();
  /** The same by spelling, however many subscriptions want it. */
  readonly #spelled = new Map<string, { readonly told: string; readonly count: number }>();
  #leave: Promise<() => void> | undefined;
  #closed = false;

  /** `updated` is called once for every URI that changed and is subscribed to, as the client spelled it. */
  constructor(feed: Feed, updated: (uri: string) => Promise<void>) {
    this.#feed = feed;
    this.#updated = updated;
  }

  /** Resolves when every later change will be told. After a failure it may be tried again. */
  async add(key: Key, wanted: ReadonlyMap<string, string>): Promise<void> {
    this.#remove(key);
    this.#wanted.set(key, wanted);
    for (const [uri, told] of wanted) {
      this.#spelled.set(uri, { told, count: (this.#spelled.get(uri)?.count ?? 0) + 1 });
    }
    this.#leave ??= this.#feed.join((changed) => this.#tell(changed));
    const joined = this.#leave;
    try {
      await joined;
    } catch (error) {
      this.#remove(key);
      if (this.#leave === joined) this.#leave = undefined;
      throw error;
    }
    if (this.#closed) this.#part();
  }

  forget(key: Key): void {
    this.#remove(key);
    if (this.#wanted.size === 0) this.#part();
  }

  close(): void {
    this.#closed = true;
    this.#part();
  }

  #remove(key: Key): void {
    for (const [uri, told] of this.#wanted.get(key) ?? []) {
      const count = (this.#spelled.get(uri)?.count ?? 0) - 1;
      if (count > 0) this.#spelled.set(uri, { told, count });
      else this.#spelled.delete(uri);
    }
    this.#wanted.delete(key);
  }

  #part(): void {
    void this.#leave?.then(
      (leave) => leave(),
      () => {},
    );
    this.#leave = undefined;
  }

  async #tell(changed: Changed): Promise<void> {
    for (const [uri, { told }] of [...this.#spelled]) {
      if (changed === 'everything' || changed.has(told)) await this.#updated(uri);
    }
  }
}
