import { Invalid } from './errors.ts';
import type { Store } from './store.ts';

/** A store in which nothing can be changed, whoever tries and however they ask. */
export function readOnly(store: Store): Store {
  return { ...store, isReadOnly: true, write: async () => refuseToWrite() };
}

/** Throws Invalid. */
export function refuseToWrite(): never {
  throw new Invalid('the list is read-only here', 'Leave out --read-only, or READ_ONLY, to change it.');
}
