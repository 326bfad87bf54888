import type { Call } from './call.ts';

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
 * which any process's commit can cause, it holds a listener and a timer, and nothing of the database. Throws Forbidden
 * where the caller has lost the right to what is found.
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
      const found = await look();
      // Behind the look: nothing that was committed after the right had ended may get out.
      await checkStanding?.();
      const leftMs = until - performance.now();
      if (isEnough(found) || signal?.aborted || leftMs <= 0) return found;
      timer = setTimeout(stir, Math.min(leftMs, alarmMs?.() ?? leftMs));
      await stirred.promise;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stir);
    unwatch();
  }
}
