import type { Endpoint } from '../domain/endpoint.ts';
import { giveUp } from '../domain/give-up.ts';
import { SOME } from '../domain/some-at-a-time.ts';
import type { Store, Tx } from '../domain/store.ts';
import { LONGEST_WAIT_MS } from './verdict.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
const KEPT_DAYS = { delivered: 7, dead: 30 };

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

  /** It is due. */
  stir(): void {
    this.#doneAt = Number.NaN;
  }

  /** Does some of it where it is due; tells whether there is more. */
  async turn(): Promise<boolean> {
    const at = this.#with.now().getTime();
    // At once when the clock was put back: what waits would wait by so much longer.
    if (at >= this.#doneAt && at < this.#doneAt + EVERY_MS) return false;
    const isMore = await this.#keep();
    if (!isMore) this.#doneAt = at;
    return isMore;
  }

  async #keep(): Promise<boolean> {
    const { store } = this.#with;
    const endpoints = await store.read((tx) => tx.endpoints.all());
    if (endpoints.length === 0) return false;
    let isMore = await store.write(purge);
    // One at a time: whoever holds one of them may wait for another.
    for (const { id } of endpoints) if (await store.write((tx) => tend(tx, id))) isMore = true;
    return isMore;
  }
}

async function purge(tx: Tx): Promise<boolean> {
  const now = (await tx.now()).getTime();
  const before = (days: number) => new Date(now - days * DAY_MS).toISOString();
  return tx.deliveries.purge({ delivered: before(KEPT_DAYS.delivered), dead: before(KEPT_DAYS.dead) }, SOME);
}

async function tend(tx: Tx, id: number): Promise<boolean> {
  const endpoint = await tx.endpoints.find(id);
  if (endpoint === undefined) return false;
  return endpoint.state === 'disabled' ? giveUp(tx, endpoint) : bringForward(tx, endpoint);
}

/** What waits for a time that no pause leads to does so since the clock was put back. */
async function bringForward(tx: Tx, { id, paused_until }: Endpoint): Promise<boolean> {
  const now = await tx.now();
  const latest = new Date(now.getTime() + LONGEST_WAIT_MS);
  if (paused_until !== null && Date.parse(paused_until) > latest.getTime())
    await tx.endpoints.save(id, { paused_until: null });
  return tx.deliveries.bringForward(id, { now, latest }, SOME);
}
