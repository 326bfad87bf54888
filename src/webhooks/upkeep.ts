import type { Store } from '../domain/store.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
const KEPT_DAYS = { delivered: 7, dead: 30 };
/** As many as one transaction changes, while everybody else waits. */
const SOME = 500;

interface Keeping {
  readonly store: Store;
  readonly now: () => Date;
}

/** What is to be done now and then wherever there are endpoints, also where nothing is sent since all are disabled. */
export class Upkeep {
  readonly #with: Keeping;
  #doneAt = Number.NaN;

  constructor(keeping: Keeping) {
    this.#with = keeping;
  }

  /** Does some of it where it is due; tells whether there is more. */
  async turn(): Promise<boolean> {
    const at = this.#with.now().getTime();
    // Also when the clock was put back: it may be long until it is due again.
    if (at >= this.#doneAt && at < this.#doneAt + EVERY_MS) return false;
    const isMore = await this.#keep();
    if (!isMore) this.#doneAt = at;
    return isMore;
  }

  async #keep(): Promise<boolean> {
    const { store } = this.#with;
    const endpoints = await store.read((tx) => tx.endpoints.all());
    if (endpoints.length === 0) return false;
    return store.write(async (tx) => {
      const now = (await tx.now()).getTime();
      const before = (days: number) => new Date(now - days * DAY_MS).toISOString();
      return tx.deliveries.purge({ delivered: before(KEPT_DAYS.delivered), dead: before(KEPT_DAYS.dead) }, SOME);
    });
  }
}
