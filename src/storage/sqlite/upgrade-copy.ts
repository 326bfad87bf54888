import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, rmSync } from 'node:fs';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import { copyTo } from './backup.ts';
import { inspect, type Kind } from './inspect.ts';

/** Where a file is kept as it was before its upgrade; undefined for one that holds nothing to upgrade. */
export function upgradeCopyOf(path: string, kind: Kind): string | undefined {
  if (kind.is === 'tutorial') return `${path}.before-upgrade`;
  if (kind.is === 'new' || kind.version >= SQLITE_MIGRATIONS.length) return undefined;
  return `${path}.v${kind.version}-backup`;
}

/**
 * Copies a file that is about to be upgraded beside itself. Several processes may try at once: a copy counts only if it
 * is still of the old kind, it gets its name only once it is whole, and the first one stays.
 */
export async function copyBeforeUpgrade(path: string, kind: Kind): Promise<void> {
  const copy = upgradeCopyOf(path, kind);
  if (copy === undefined || existsSync(copy)) return;
  const own = `${copy}.${randomUUID()}`;
  try {
    await copyTo(path, own);
    if (upgradeCopyOf(path, await inspect(own)) === copy) linkSync(own, copy);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(own, { force: true });
  }
}
