import { StorageFailed } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import { toPath } from './open.ts';
import { copyTo, restoreFrom } from './sqlite/backup.ts';
import { examineSqlite } from './sqlite/examine.ts';
import { explain } from './sqlite/failures.ts';

/** Writes a copy of the list to a new file while it is in use. Throws StorageFailed. */
export function backupStore(url: string, to: string): Promise<void> {
  return explained(copyTo(toPath(url), to));
}

/** Puts a backup in place of the list while it is in use; keeps the list as it was in `keep`. Throws StorageFailed. */
export function restoreStore(url: string, from: string, keep: string): Promise<void> {
  return explained(restoreFrom(toPath(url), from, keep));
}

async function explained(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const known = explain(error);
    throw known instanceof StorageFailed ? new StorageFailed(`${known.message}.`, known.next) : known;
  }
}

/** What is right and wrong with the database that `url` names; changes nothing. */
export function examineStore(url: string): Promise<Finding[]> {
  return examineSqlite(toPath(url));
}
