import { tooMany, unavailable } from './problem.ts';

/** Calls of one principal, and of all, that may run at once; and streams that may be open. */
const MAX_RUNNING_OF_ONE = 256;
const MAX_RUNNING = 2_048;
const MAX_STREAMS_OF_ONE = 10_240;
/** Those of an address that did not sign in, a second. */
const FAILURES_PER_SECOND = 10;
const BURST_SECONDS = 2;
/** Beyond it, those that are full again are forgotten. */
const MAX_BUCKETS = 10_000;

/** Lets through so many a second, and as many at once as come in two seconds. */
class Buckets {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one; gives how many seconds to wait where there is none, else 0. */
  take(key: string, count = 1): number {
    const now = performance.now();
    const max = this.#perSecond * BURST_SECONDS;
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: max, at: now };
    const filled = Math.min(max, tokens + ((now - at) / 1_000) * this.#perSecond);
    const isEnough = filled >= 1;
    this.#buckets.set(key, { tokens: isEnough ? filled - count : filled, at: now });
    if (this.#buckets.size > MAX_BUCKETS) this.#forget(now);
    return isEnough ? 0 : (1 - filled) / this.#perSecond;
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#buckets) if (now - at > BURST_SECONDS * 1_000) this.#buckets.delete(key);
  }
}

/** How much one caller may ask of us, so that the others are served too. */
export class Limits {
  readonly #requests: Buckets;
  readonly #failures = new Buckets(FAILURES_PER_SECOND);
  readonly #running = new Map<string, number>();
  readonly #streams = new Map<string, number>();
  #total = 0;
  #openStreams = 0;

  constructor(perSecond: number) {
    this.#requests = new Buckets(perSecond);
  }

  /** The answer for an address that failed to sign in too often. */
  refuseAddress(address: string): Response | undefined {
    const seconds = this.#failures.take(address, 0);
    return seconds > 0 ? tooMany('Too many failed sign-ins from your address.', seconds) : undefined;
  }

  failed(address: string): void {
    this.#failures.take(address);
  }

  /** The answer for a principal who asks for too much; otherwise the request counts until `release`. */
  enter(principalId: string, kind: 'call' | 'stream'): Response | { release(): void } {
    const seconds = this.#requests.take(principalId);
    if (seconds > 0) return tooMany('Too many requests in a second.', seconds);
    const [counts, max] = kind === 'call' ? [this.#running, MAX_RUNNING_OF_ONE] : [this.#streams, MAX_STREAMS_OF_ONE];
    const count = counts.get(principalId) ?? 0;
    if (count >= max) return tooMany(kind === 'call' ? 'Too many calls at once.' : 'Too many open streams.', 1);
    if (kind === 'call' && this.#total >= MAX_RUNNING) return unavailable('Too many calls at once.', 1);
    counts.set(principalId, count + 1);
    if (kind === 'call') this.#total++;
    else this.#openStreams++;
    return {
      release: () => {
        const left = (counts.get(principalId) ?? 1) - 1;
        if (left > 0) counts.set(principalId, left);
        else counts.delete(principalId);
        if (kind === 'call') this.#total--;
        else this.#openStreams--;
      },
    };
  }

  /** Streams that are open now. */
  get streams(): number {
    return this.#openStreams;
  }

  /** Calls that run now. */
  get running(): number {
    return this.#total;
  }
}
