import { realpath, stat } from 'node:fs/promises';
import { isPostgres, toPath } from '../database-url.ts';

/** How large the write-ahead log beside the database is: one that only grows has a reader that never ends. */
export async function walBytes(url: string): Promise<number> {
  if (isPostgres(url)) return 0;
  try {
    // Asks for the size and opens nothing: a second handle on it would cost this process its locks.
    return (await stat(`${await realpath(toPath(url))}-wal`)).size;
  } catch {
    // SQLite removes it with the last connection; a file that is gone is for the readiness to tell.
    return 0;
  }
}
