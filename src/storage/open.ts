import type { Store } from '../domain/store.ts';
import { toPath } from './database-url.ts';
import { type Opening, openSqlite } from './sqlite/open.ts';

/** Opens the store that `url` names: a path or a `sqlite:` URL. Throws StorageFailed. */
export async function openStore(url: string, opening: Opening): Promise<Store> {
  return openSqlite(toPath(url), opening);
}
