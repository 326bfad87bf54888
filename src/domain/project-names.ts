import type { Call } from './call.ts';

const SUGGESTED = 100;

/** Names of projects that begin so, in order. */
export async function projectNames({ store }: Call, beginning: string): Promise<string[]> {
  return store.read((tx) => tx.stats.projects(beginning.toLowerCase(), SUGGESTED));
}
