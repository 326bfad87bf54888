import type { Store } from '../domain/store.ts';
import { isPostgres, toPath } from './database-url.ts';
import type { Opening } from './opening.ts';
import { openSqlite } from './sqlite/open.ts';

/** Opens the store that `url` names: a path, a `sqlite:` or a `postgres:` URL. Throws StorageFailed. */
export async function openStore(url: string, opening: Opening): Promise<Store> {
  if (!isPostgres(url)) return openSqlite(toPath(url), opening);
  // Whoever has a file need not load the other driver.
  const { openPostgres } = await import('./postgres/open.ts');
  return openPostgres(url, opening);
}
