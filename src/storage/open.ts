import type { Store } from '../domain/store.ts';
import { toPath } from './database-url.ts';
import { openSqlite } from './sqlite/open.ts';

/** Opens the store that `url` names: a path or a `sqlite:` URL. Throws StorageFailed. */
export async function openStore(url: string, now: () => Date): Promise<Store> {
  return openSqlite(toPath(url), now);
}
