import type { Call } from './call.ts';

const SUGGESTED = 100;

/** Ids of live tasks whose number begins so, shorter ones first. */
export async function taskIds({ store }: Call, beginning: string): Promise<string[]> {
  const digits = beginning.replace(/^#/, '');
  if (!/^([1-9]\d{0,14})?$/.test(digits)) return [];
  const ids = await store.read((tx) => tx.tasks.idsStartingWith(digits, SUGGESTED));
  return ids.map(String);
}
