import type { Change } from '../domain/change.ts';
import type { Store } from '../domain/store.ts';
import { ALWAYS_CHANGED, changedBy } from '../resources/index.ts';
import type { Id } from './json-rpc.ts';

const BATCH = 500;

/**
 * Tells one connection which resources have changed, whichever process changed them. Watches the store only once the
 * client has asked for something.
 */
export class Subscriptions {
  readonly #store: Store;
  readonly #updated: (uri: string) => Promise<void>;
  /** By what the client named each subscription: the URIs in its own spelling, with the one that a change names. */
  readonly #wanted = new Map<Id, ReadonlyMap<string, string>>();
  #started: Promise<void> | undefined;
  #stop = () => {};
  #closed = false;
  #last = 0;
  #busy = false;
  #again = false;

  /** `updated` is called for every URI that changed and is subscribed to, as the client spelled it. */
  constructor(store: Store, updated: (uri: string) => Promise<void>) {
    this.#store = store;
    this.#updated = updated;
  }

  /** Resolves when every later change will be told. Does nothing the second time; after a failure it tries again. */
  start(): Promise<void> {
    this.#started ??= this.#begin().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  add(key: Id, wanted: ReadonlyMap<string, string>): void {
    this.#wanted.set(key, wanted);
  }

  forget(key: Id): void {
    this.#wanted.delete(key);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  async #begin(): Promise<void> {
    this.#last = await this.#newest();
    if (this.#closed) return;
    this.#stop = this.#store.watch(() => void this.#tell());
    // What fell between the two.
    await this.#tell();
  }

  async #newest(): Promise<number> {
    const [newest] = await this.#store.read((tx) => tx.changes.newest(1));
    return newest?.id ?? 0;
  }

  /** One run at a time; a commit during a run makes it look once more. */
  async #tell(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (const uri of this.#wantedOf(await this.#news())) await this.#updated(uri);
      }
    } catch {
      // A hint may be lost with a closed connection; there is nobody to tell.
    } finally {
      this.#busy = false;
    }
  }

  #wantedOf(changed: ReadonlySet<string> | 'everything'): Set<string> {
    const wanted = [...this.#wanted.values()].flatMap((uris) => [...uris]);
    const hit = wanted.filter(([, told]) => changed === 'everything' || changed.has(told));
    return new Set(hit.map(([spelled]) => spelled));
  }

  async #news(): Promise<ReadonlySet<string> | 'everything'> {
    try {
      const newest = await this.#newest();
      if (newest >= this.#last) return await this.#changed();
      // A backup was restored: the log is shorter.
      this.#last = newest;
    } catch {
      // The client reads, and is told what is wrong with the database.
    }
    return 'everything';
  }

  async #changed(): Promise<ReadonlySet<string>> {
    const uris = new Set<string>();
    for (;;) {
      const changes: Change[] = await this.#store.read((tx) => tx.changes.since(this.#last, BATCH));
      for (const change of changes) for (const uri of [...ALWAYS_CHANGED, ...changedBy(change)]) uris.add(uri);
      this.#last = changes.at(-1)?.id ?? this.#last;
      if (changes.length < BATCH) return uris;
    }
  }
}
