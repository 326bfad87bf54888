import type { Change } from '../domain/change.ts';
import type { Store } from '../domain/store.ts';
import { ALWAYS_CHANGED, changedBy } from '../resources/index.ts';

const BATCH = 500;

/** The URIs under which changes are told; after an interruption nobody knows which. */
export type Changed = ReadonlySet<string> | 'everything';
type Listener = (changed: Changed) => Promise<void>;

/**
 * Tells which resources have changed, whichever process changed them: one reading of the log for all listeners of this
 * process, however many they are. Watches the store only while somebody listens.
 */
export class Feed {
  readonly #store: Store;
  readonly #told: (at: string) => void;
  readonly #listeners = new Set<Listener>();
  /** Resolves when every later change will be told. */
  #started: Promise<void> | undefined;
  #stop = () => {};
  #last = 0;
  /** When the first change was made that nobody has been told of yet. */
  #oldest: string | undefined;
  #busy = false;
  #again = false;

  /** `told` is called when all have heard, with the time of the oldest change that they heard of. */
  constructor(store: Store, told: (at: string) => void = () => {}) {
    this.#store = store;
    this.#told = told;
  }

  /** Resolves when the listener will hear of every later change, with a function that ends it. */
  async join(listener: Listener): Promise<() => void> {
    this.#listeners.add(listener);
    this.#started ??= this.#begin();
    const started = this.#started;
    try {
      await started;
    } catch (error) {
      this.#leave(listener);
      // The next one tries again.
      if (this.#started === started) this.#started = undefined;
      throw error;
    }
    return () => this.#leave(listener);
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#stop();
    this.#stop = () => {};
    this.#started = undefined;
  }

  async #begin(): Promise<void> {
    this.#last = await this.#store.read((tx) => tx.changes.head());
    this.#stop();
    // Whoever asked for it may have left meanwhile.
    if (this.#listeners.size === 0) return;
    this.#stop = this.#store.watch(() => void this.#tell());
    // What fell between the two.
    await this.#tell();
  }

  async #isPlace(id: number): Promise<boolean> {
    return id === 0 || this.#store.read((tx) => tx.changes.has(id));
  }

  /** One run at a time; a commit during a run makes it look once more. */
  async #tell(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#oldest = undefined;
        const changed = await this.#news();
        if (changed !== 'everything' && changed.size === 0) continue;
        // A hint may be lost with a closed connection; there is nobody to tell.
        await Promise.allSettled([...this.#listeners].map((listener) => listener(changed)));
        if (this.#oldest !== undefined) this.#told(this.#oldest);
      }
    } finally {
      this.#busy = false;
    }
  }

  async #news(): Promise<Changed> {
    try {
      if (await this.#isPlace(this.#last)) return await this.#changed();
      // A backup was restored, or a copy of the database has taken over: the log has lost its end.
      this.#last = await this.#store.read((tx) => tx.changes.head());
    } catch {
      // The client reads, and is told what is wrong with the database.
    }
    return 'everything';
  }

  async #changed(): Promise<ReadonlySet<string>> {
    const uris = new Set<string>();
    for (;;) {
      const changes: Change[] = await this.#store.read((tx) => tx.changes.since(this.#last, BATCH));
      this.#oldest ??= changes[0]?.at;
      for (const change of changes) for (const uri of [...ALWAYS_CHANGED, ...changedBy(change)]) uris.add(uri);
      this.#last = changes.at(-1)?.id ?? this.#last;
      if (changes.length < BATCH) return uris;
    }
  }
}
