import type { Change } from '../domain/change.ts';
import type { Store } from '../domain/store.ts';
import { ALWAYS_CHANGED, changedBy } from '../resources/index.ts';

const BATCH = 500;

/**
 * Tells one connection which resources have changed, whichever process changed them. Watches the store only once the
 * client has asked for something.
 */
export class Subscriptions {
  readonly #store: Store;
  readonly #updated: (uri: string) => Promise<void>;
  #stop: (() => void) | undefined;
  #last = 0;
  #busy = false;
  #again = false;

  /** `updated` is called for every URI that changed; it knows who wants to hear of it. */
  constructor(store: Store, updated: (uri: string) => Promise<void>) {
    this.#store = store;
    this.#updated = updated;
  }

  /** Resolves when every later change will be told. Does nothing the second time. */
  async start(): Promise<void> {
    if (this.#stop !== undefined) return;
    this.#stop = this.#store.watch(() => void this.#tell());
    const [newest] = await this.#store.read((tx) => tx.changes.newest(1));
    this.#last = newest?.id ?? 0;
  }

  close(): void {
    this.#stop?.();
  }

  /** One run at a time; a commit during a run makes it look once more. */
  async #tell(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (const uri of await this.#news()) await this.#updated(uri);
      }
    } catch {
      // A hint may be lost with a failing database or a closed connection; the next commit brings a new one.
    } finally {
      this.#busy = false;
    }
  }

  async #news(): Promise<Set<string>> {
    const uris = new Set<string>();
    const [newest] = await this.#store.read((tx) => tx.changes.newest(1));
    if ((newest?.id ?? 0) < this.#last) {
      // A backup was restored: everything may be different, and the log is shorter.
      this.#last = newest?.id ?? 0;
      return new Set(ALWAYS_CHANGED);
    }
    for (;;) {
      const changes: Change[] = await this.#store.read((tx) => tx.changes.since(this.#last, BATCH));
      for (const change of changes) for (const uri of [...ALWAYS_CHANGED, ...changedBy(change)]) uris.add(uri);
      this.#last = changes.at(-1)?.id ?? this.#last;
      if (changes.length < BATCH) return uris;
    }
  }
}
