import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteFacts } from '../../domain/store.ts';
import type { Waited } from '../waited.ts';
import { isConnectionLost, isInTheWay, LostCommit } from './failures.ts';

const MAX_TRIES = 10;
/** A server that restarts is back by then; one that is not is told of, so that callers do not pile up. */
const RECONNECT_FOR_MS = 3_000;
const RECONNECT_EVERY_MS = 100;

/**
 * Runs a transaction again when others were in its way, or when its connection was lost before it began to commit: both
 * times nothing of it is left. Lost during the commit, only one that knows by its key whether it was done is run again.
 */
export function attemptWith(waited: Waited | undefined) {
  return async <T>(transaction: () => Promise<T>, { isKeyed = false }: WriteFacts): Promise<T> => {
    const start = performance.now();
    let retries = 0;
    try {
      for (let tries = 1; ; ) {
        try {
          return await transaction();
        } catch (error) {
          if (isInTheWay(error) && tries < MAX_TRIES) {
            tries++;
            await sleep(Math.random() * 10 * tries);
          } else if (isSafeToRepeat(error, isKeyed) && performance.now() < start + RECONNECT_FOR_MS) {
            await sleep(RECONNECT_EVERY_MS * (0.5 + Math.random()));
          } else throw error;
        }
        retries++;
      }
    } finally {
      if (retries > 0) waited?.(retries, performance.now() - start);
    }
  };
}

function isSafeToRepeat(error: unknown, isKeyed: boolean): boolean {
  return error instanceof LostCommit ? isKeyed : isConnectionLost(error);
}
