import { copies } from './audit/copies.ts';
import { integrity } from './audit/integrity.ts';
import { groups, log } from './audit/log.ts';
import { searchIndex } from './audit/search-index.ts';
import { look } from './beside.ts';

/**
 * What is wrong with a database of ours; empty when all is well. Rows, log, counters, tags and search index are read
 * here without any of the storage code and must tell the same.
 */
export function audit(database: string): Promise<string[]> {
  return look(database, async (beside) => [
    ...(await integrity(beside)),
    ...(await copies(beside)),
    ...(await log(beside)),
    ...(await groups(beside)),
    ...(await searchIndex(beside)),
  ]);
}
