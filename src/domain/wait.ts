import type { Call } from './call.ts';
import { StorageFailed } from './errors.ts';

interface Wait<T> {
  readonly forMs: number;
  /** Reads what there is now. */
  look(): Promise<T>;
  isEnough(found: T): boolean;
  /** In how many ms time itself may bring something new, at the latest; asked after each look. */
  alarmMs?(): number | undefined;
}

/**
 * Looks until it is enough, the time is over or the call's signal ends it; gives what was found last. Between two looks,
 * which any process's commit can cause, it holds a listener and a timer, and nothing of the database, and outlives it being away. Throws
 * Forbidden where the caller has lost the right to what is found.
 */
export async function waitUntil<T>(
  { store, signal: signalOf, waiting, checkStanding }: Call,
  { forMs, look, isEnough, alarmMs }: Wait<T>,
): Promise<T> {
  const until = performance.now() + forMs;
  const first = await look();
  if (isEnough(first) || forMs === 0) return first;
  const signal = signalOf?.();
  if (signal?.aborted) return first;
  waiting?.();
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const stir = () => wake();
  const unwatch = store.watch(stir);
  signal?.addEventListener('abort', stir);
  try {
    for (;;) {
      // Before the look, so that what is committed during it causes the next one.
      const stirred = Promise.withResolvers<void>();
      wake = stirred.resolve;
      const isOver = () => signal?.aborted === true || performance.now() >= until;
      let againMs: number | undefined;
      try {
        const found = await look();
        // Behind the look: nothing that was committed after the right had ended may get out.
        await checkStanding?.();
        if (isEnough(found) || isOver()) return found;
        againMs = alarmMs?.();
      } catch (error) {
        againMs = againAfter(error);
        if (againMs === undefined || isOver()) throw error;
      }
      const leftMs = until - performance.now();
      timer = setTimeout(stir, Math.min(leftMs, againMs ?? leftMs));
      await stirred.promise;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stir);
    unwatch();
  }
}

/** In how many ms what failed for now may succeed. */
function againAfter(error: unknown): number | undefined {
  const seconds = error instanceof StorageFailed ? error.retrySeconds : undefined;
  return seconds === undefined ? undefined : seconds * 1_000;
}
