import { statSync } from 'node:fs';
import { StorageFailed } from '../../domain/errors.ts';

/**
 * Gives a check that the path still names the file that was open when this was called. A file that was replaced or
 * deleted takes writes as before, and loses them. `stat` opens nothing, so it is safe beside SQLite's locks.
 */
export function identityOf(path: string): () => void {
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.ino === opened.ino && now.dev === opened.dev) return;
    throw new StorageFailed(
      `the database file was ${now === undefined ? 'deleted' : 'replaced'} while this server was using it`,
      now === undefined
        ? 'Put it back, then restart this server.'
        : 'Restart this server to use the file that is there now.',
    );
  };
}
