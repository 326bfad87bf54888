import { existsSync, statSync } from 'node:fs';
import { StorageFailed } from '../../domain/errors.ts';
import { chunksOf, holdsText } from './bytes.ts';
import { BESIDE, setAside } from './file.ts';
import { APPLICATION_ID, inspect, isDamage, refuseTutorial } from './inspect.ts';
import { usersOf } from './users.ts';

/** Stands in the schema of every list of ours. */
const MARK = 'CREATE INDEX tasks_by_status ON tasks';
/** Where SQLite keeps the application id. */
const ID_AT = 68;

/** Whether the file can no longer be used as a database. Throws StorageFailed for one that is sound and no list of ours. */
export async function isDamaged(path: string): Promise<boolean> {
  // SQLite throws away the log beside an empty file, and with it what a server that is running writes there.
  if (statSync(path).size === 0) return BESIDE.some((end) => existsSync(`${path}${end}`)) || users(path).length > 0;
  try {
    refuseTutorial(await inspect(path));
    return false;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return true;
  }
}

/** Moves a damaged list aside with all that SQLite has put beside it. Throws StorageFailed where that would do harm. */
export function moveAway(path: string, keep: string): void {
  if (users(path).length > 0) {
    throw new StorageFailed(
      `the list is damaged, and cannot be replaced while it is in use by ${users(path).join(', ')}`,
      'Stop these processes, then restore again.',
    );
  }
  if (!wasOurs(path)) {
    throw new StorageFailed(
      'what stands in the place of the list cannot be told for a list of ours, so it stays',
      'If it was one, move it away yourself, then restore again.',
    );
  }
  setAside(path, keep);
}

/** A server that is not seen here finds the file replaced and stops. */
const users = (path: string) => usersOf(path) ?? [];

function wasOurs(path: string): boolean {
  const header = chunksOf(path, ID_AT + 4).next().value;
  if (header === undefined) return true;
  return (header.length === ID_AT + 4 && header.readUInt32BE(ID_AT) === APPLICATION_ID) || holdsText(path, MARK);
}
