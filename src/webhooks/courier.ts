import type { Store } from '../domain/store.ts';
import type { Deliverer } from './deliverer.ts';
import type { Upkeep } from './upkeep.ts';

/** So that the start of a server, which its host waits for, comes first. */
const START_MS = 500;
/** How often it is looked whether there are endpoints by now, where there were none. */
const LOOK_MS = 5_000;
/** Own commits cause a look too, no more often than this. */
const LEAST_MS = 100;
/** What another process has committed it delivers itself, so it gets a head start; and not all others look at once. */
const HEAD_START_MS = 50;
const SPREAD_MS = 150;
const AFTER_FAILURE_MS = 5_000;
/** Others who want to write come in between. */
const MORE_UPKEEP_MS = 50;
/** Should a hint be lost. */
const LONGEST_MS = 30_000;
/** So long a process that ends goes on with what it has begun. */
const GRACE_MS = 150;

interface Couriering {
  readonly store: Store;
  readonly upkeep: Upkeep;
  /** Called once there is an endpoint; what is needed to deliver is loaded then. */
  readonly load: (wake: () => void) => Promise<Deliverer>;
  /** A look or a turn has failed; it is tried again. */
  readonly failed: (error: unknown) => void;
}

/**
 * Decides when a process looks for something to deliver. Where there is no endpoint that is a look at one index every few
 * seconds; where there is one, at once after own commits and soon after those of others.
 */
export class Courier {
  readonly #with: Couriering;
  #deliverer: Deliverer | undefined;
  #unwatch: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isStirred = false;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(couriering: Couriering) {
    this.#with = couriering;
  }

  start(): void {
    this.#wakeIn(START_MS);
  }

  /** This process has committed something. */
  committed(): void {
    if (this.#unwatch !== undefined) this.#wake();
    else this.#wakeIn(Math.max(0, this.#lookedAt + LEAST_MS - performance.now()));
  }

  /** Finishes what can be finished in a moment and gives the rest back. */
  async close(): Promise<void> {
    // What was committed last may have nobody else to deliver it.
    if (this.#unwatch !== undefined) this.#wake();
    const until = performance.now() + GRACE_MS;
    while (this.#isAtWork && performance.now() < until) await pause(5);
    this.#isClosed = true;
    this.#rest();
    clearTimeout(this.#timer);
    await this.#running;
    try {
      await this.#deliverer?.close();
    } catch (error) {
      this.#with.failed(error);
    }
  }

  get #isAtWork(): boolean {
    return this.#running !== undefined || this.#deliverer?.isBusy === true;
  }

  #wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.#isClosed || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#wake(), ms).unref();
  }

  #wake(): void {
    if (this.#isClosed) return;
    this.#isStirred = true;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    let nextMs = LOOK_MS;
    // `#look` awaits, so `#running` is set before this can end.
    while (this.#isStirred && !this.#isClosed) {
      this.#isStirred = false;
      clearTimeout(this.#timer);
      this.#timerAt = Number.POSITIVE_INFINITY;
      try {
        nextMs = await this.#look();
      } catch (error) {
        this.#with.failed(error);
        nextMs = AFTER_FAILURE_MS;
      }
      if (nextMs === 0) this.#isStirred = true;
    }
    // At once: who wakes it from now on begins anew.
    this.#running = undefined;
    this.#wakeIn(nextMs);
  }

  /** Gives in how many ms to look again. */
  async #look(): Promise<number> {
    this.#lookedAt = performance.now();
    const isMore = await this.#with.upkeep.turn();
    const nextMs = await this.#deliver();
    return isMore ? Math.min(nextMs, MORE_UPKEEP_MS) : nextMs;
  }

  async #deliver(): Promise<number> {
    const { store, load } = this.#with;
    if (this.#unwatch === undefined) {
      if (!(await store.read((tx) => tx.endpoints.isAnyEnabled()))) return LOOK_MS;
      this.#deliverer ??= await load(() => this.#wake());
      // Before the turn: what is committed after it is heard of.
      this.#unwatch = store.watch(() => this.#wakeIn(HEAD_START_MS + Math.random() * SPREAD_MS));
    }
    const next = await this.#deliverer?.turn();
    if (next !== undefined) return Math.min(next, LONGEST_MS);
    this.#rest();
    return LOOK_MS;
  }

  #rest(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
