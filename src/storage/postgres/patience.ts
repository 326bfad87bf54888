/** A server that restarts is back by then; one that is not is told of, so that callers do not pile up. */
const FOR_MS = 3_000;
const EVERY_MS = 100;
/** What was found out so long ago says nothing of now. */
const FORGOTTEN_MS = 10_000;

/**
 * How long all callers together wait for a database that has gone: from when the first of them found out. Whoever comes
 * later is told at once, and finds it back as soon as it is.
 */
export class Patience {
  #goneSince = 0;
  #lastLost = Number.NEGATIVE_INFINITY;

  answered(): void {
    this.#lastLost = Number.NEGATIVE_INFINITY;
  }

  /** After how many ms to try again; undefined where another try that takes as long as the last would take too long. */
  lost(began: number): number | undefined {
    const now = performance.now();
    if (now > this.#lastLost + FORGOTTEN_MS) this.#goneSince = began;
    this.#lastLost = now;
    const wait = EVERY_MS * (0.5 + Math.random());
    return now + wait + (now - began) < this.#goneSince + FOR_MS ? wait : undefined;
  }
}
