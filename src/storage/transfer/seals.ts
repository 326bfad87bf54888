import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Seal } from '../../domain/migration.ts';
import type { Tables } from '../tables.ts';
import { pagesOf } from './pages.ts';
import { TABLES } from './tables.ts';

/** Reads every row that belongs to a list; `onRows` is told how many each time. */
export async function sealsOf(tx: Kysely<Tables>, onRows: (count: number) => void): Promise<Seal[]> {
  const seals: Seal[] = [];
  for (const table of TABLES) {
    const hash = createHash('sha256');
    let rows = 0;
    for await (const page of pagesOf(tx, table)) {
      hash.update(page.map((row) => `${JSON.stringify(table.columns.map((column) => row[column]))}\n`).join(''));
      rows += page.length;
      onRows(page.length);
    }
    seals.push({ table: table.name, rows, checksum: hash.digest('hex') });
  }
  return seals;
}

/** The first table in which two lists are not the same. */
export function differenceOf(some: readonly Seal[], others: readonly Seal[]): string | undefined {
  return some.find((seal, index) => seal.checksum !== others[index]?.checksum)?.table;
}

/** Stands for all of a list. */
export function digestOf(seals: readonly Seal[]): string {
  return createHash('sha256').update(JSON.stringify(seals)).digest('hex');
}
