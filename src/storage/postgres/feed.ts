import type pg from 'pg';
import type { Hints } from './hints.ts';

const POLL_MS = 250;
/** One that has not answered by then is asked again on another connection. */
const ANSWER_MS = 2_000;
/** After a hint the commit can still be behind a transaction that is about to end. */
const AGAIN_MS = 30;

/** The newest change that readers of the log can know of: see log.ts. */
const HEAD = `SELECT tx || '.' || id AS head FROM changes WHERE tx < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY tx DESC, id DESC LIMIT 1`;
const ASK = { text: HEAD, query_timeout: ANSWER_MS };

/**
 * Tells that the log has grown, whichever replica did it. The truth is looking at its end; hints only make it faster. Runs
 * only while somebody listens. While the database cannot be reached nobody is told, and everybody once it is back.
 */
export class Feed {
  readonly #pool: pg.Pool;
  readonly #hints: Hints;
  readonly #listeners = new Set<() => void>();
  #head: string | undefined;
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #unhear = () => {};

  constructor(pool: pg.Pool, hints: Hints) {
    this.#pool = pool;
    this.#hints = hints;
  }

  /** Calls `listener` soon after each commit from now on, and once when the feed is closed. Gives a function that ends it. */
  watch(listener: () => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener();
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  async close(): Promise<void> {
    this.#stop();
    this.#tell();
    await this.#looking;
    await this.#hints.close();
  }

  #start(): void {
    this.#unhear = this.#hints.hear(() => this.#hinted());
    // What was committed before the first look is told too: nobody knows what it was.
    this.#head = undefined;
    this.#look();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unhear();
  }

  /** Told at once, since not every commit is in the log; a little later its changes are, if they could not be seen yet. */
  #hinted(): void {
    this.#tell();
    this.#schedule(AGAIN_MS);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#looking ??= this.#check().finally(() => {
      this.#looking = undefined;
      if (this.#listeners.size > 0) this.#schedule(POLL_MS);
    });
  }

  async #check(): Promise<void> {
    try {
      const { rows } = await this.#pool.query<{ head: string }>(ASK);
      const head = rows[0]?.head ?? '';
      const isNews = this.#isLost || head !== this.#head;
      this.#head = head;
      this.#isLost = false;
      if (isNews) this.#tell();
    } catch {
      this.#isLost = true;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
