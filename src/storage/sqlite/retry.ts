import { setTimeout as sleep } from 'node:timers/promises';
import type { Waited } from '../waited.ts';

/** SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT. */
const BUSY = [5, 261, 517];
const GIVE_UP_MS = 15_000;

interface Patience {
  readonly busy?: readonly number[];
  readonly waited?: Waited | undefined;
}

export function errcodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

/**
 * Repeats `work` while it fails with one of these codes, another process holding the lock, for at most 15 s. The pause is uniform: SQLite's own busy
 * handler freezes the event loop and starves writers, and exponential pauses measured ten times worse.
 */
export async function patiently<T>(work: () => T | Promise<T>, { busy = BUSY, waited }: Patience = {}): Promise<T> {
  const start = performance.now();
  let retries = 0;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!busy.includes(errcodeOf(error) ?? -1) || performance.now() > start + GIVE_UP_MS) throw error;
      }
      retries++;
      await sleep(1 + Math.random() * 4);
    }
  } finally {
    if (retries > 0) waited?.(retries, performance.now() - start);
  }
}
