import { setTimeout as sleep } from 'node:timers/promises';

/** SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT. */
const BUSY = [5, 261, 517];
const GIVE_UP_MS = 15_000;

export function errcodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

/**
 * Repeats `work` while it fails with one of these codes, another process holding the lock, for at most 15 s. The pause is uniform: SQLite's own busy
 * handler freezes the event loop and starves writers, and exponential pauses measured ten times worse.
 */
export async function patiently<T>(work: () => T | Promise<T>, busy: readonly number[] = BUSY): Promise<T> {
  const until = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!busy.includes(errcodeOf(error) ?? -1) || performance.now() > until) throw error;
    }
    await sleep(1 + Math.random() * 4);
  }
}
