import { StorageFailed } from '../domain/errors.ts';
import type { Migration, MigrationProgress } from '../domain/migration.ts';
import { isPostgres, toPath } from './database-url.ts';
import * as sqlite from './sqlite/transfer.ts';
import type { Place } from './transfer/ends.ts';
import { transfer } from './transfer/transfer.ts';

/**
 * Brings the list that one URL names into the database that another one names, which must be empty or hold what an earlier
 * call that was cut off has brought there. Throws StorageFailed, and Invalid for a row that the target cannot hold.
 */
export async function migrateStore(
  urls: { readonly from: string; readonly to: string },
  onProgress: MigrationProgress,
): Promise<Migration> {
  const [from, to] = [await placeAt(urls.from), await placeAt(urls.to)];
  const source = await from.openSource().catch((error) => refuse(error, 'from', [from]));
  try {
    const target = await to.openTarget().catch((error) => refuse(error, 'to', [to]));
    try {
      return { from: from.name, to: to.name, ...(await transfer({ source, target }, onProgress)) };
    } finally {
      await target.close();
    }
  } catch (error) {
    return refuse(error, 'from', [from, to]);
  } finally {
    await source.close();
  }
}

async function placeAt(url: string): Promise<Place> {
  if (!isPostgres(url)) return sqlite.placeAt(toPath(url));
  const postgres = await import('./postgres/transfer.ts');
  return postgres.placeAt(url);
}

function refuse(error: unknown, way: 'from' | 'to', places: readonly Place[]): never {
  if (error instanceof Refused) throw error;
  const known = places.reduce((each, { explain }) => explain(each), error);
  if (!(known instanceof StorageFailed)) throw known;
  const names = places.map(({ name }) => name).join(' to ');
  throw new Refused(
    `Cannot migrate ${way} ${names}: ${known.message}.`,
    // Of a transaction that is true; a part of the list may have come over before it.
    known.next?.replace('Nothing was changed. ', '').replaceAll('DATABASE_URL', `--${way}`),
  );
}

/** Says already which of the two it is about. */
class Refused extends StorageFailed {}
