import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteFacts } from '../../domain/store.ts';
import type { Waited } from '../waited.ts';
import { isConnectionLost, isInTheWay, isNotPrepared, isOutdated, LostCommit } from './failures.ts';
import { Patience } from './patience.ts';
import type { StatementNames } from './statement-names.ts';

const MAX_TRIES = 10;
/** A lock that is still held then is held by somebody who does something else meanwhile. */
const IN_THE_WAY_FOR_MS = 4_000;

/**
 * Runs a transaction again when others were in its way, or when its connection was lost before it began to commit: both
 * times nothing of it is left. Lost during the commit, only one that knows by its key whether it was done is run again.
 */
export function attemptWith(names: StatementNames, waited?: Waited) {
  const patience = new Patience();
  return async <T>(transaction: () => Promise<T>, { isKeyed = false }: WriteFacts): Promise<T> => {
    const start = performance.now();
    let retries = 0;
    try {
      for (let tries = 1; ; ) {
        const began = performance.now();
        try {
          const result = await transaction();
          patience.answered();
          return result;
        } catch (error) {
          if (isInTheWay(error) && tries < MAX_TRIES && performance.now() < start + IN_THE_WAY_FOR_MS) {
            tries++;
            await sleep(Math.random() * 10 * tries);
          } else if (isNotPrepared(error) && tries < MAX_TRIES) {
            tries++;
            names.stop();
          } else if (isOutdated(error) && tries < MAX_TRIES) {
            tries++;
            names.beginAnew();
          } else if (isSafeToRepeat(error, isKeyed)) {
            const wait = patience.lost(began);
            if (wait === undefined) throw error;
            await sleep(wait);
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
