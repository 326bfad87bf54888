import { randomUUID } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import { isSameContent } from './bytes.ts';
import { copyTo } from './copy.ts';
import { inspect, type Kind } from './inspect.ts';

/** Where a file is kept as it was before its upgrade; undefined for one that holds nothing to upgrade. */
function upgradeCopyOf(path: string, kind: Kind): string | undefined {
  if (kind.is === 'tutorial') return `${path}.before-upgrade`;
  if (kind.is === 'new' || kind.version >= SQLITE_MIGRATIONS.length) return undefined;
  return `${path}.v${kind.version}-backup`;
}

/**
 * Copies a file that is about to be upgraded beside itself. Several processes may try at once: a copy counts only if it
 * is still of the old kind, it gets its name only once it is whole, and one that is there already stays.
 */
export async function copyBeforeUpgrade(path: string, kind: Kind): Promise<void> {
  const copy = upgradeCopyOf(path, kind);
  if (copy === undefined) return;
  const own = `${copy}.${randomUUID()}`;
  try {
    await copyTo(path, own);
    if (upgradeCopyOf(path, await inspect(own)) === copy) keepAs(copy, own);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Gives the copy that name, or the name with the next free number; none where the same is kept already. */
function keepAs(name: string, own: string, number = 1): void {
  const numbered = number === 1 ? name : `${name}-${number}`;
  try {
    linkSync(own, numbered);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (!isSameContent(own, numbered)) keepAs(name, own, number + 1);
  }
}
