import type { Store, Tx } from './store.ts';

/** As many rows as one transaction changes: nobody else writes meanwhile. */
export const SOME = 500;
/** Long enough for every other process that waits for the lock to try once. */
const PAUSE_MS = 5;

/** Does `some`, each time in a transaction of its own, until it tells that there is no more. */
export async function someAtATime(store: Store, some: (tx: Tx) => Promise<boolean>): Promise<void> {
  while (await store.write(some)) await pause();
}

/** Lets others write in between. */
export async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
