import { type Stats, statSync } from 'node:fs';
import { StorageFailed } from '../../domain/errors.ts';

/**
 * Gives a check that the path still names the file that was open when this was called. It looks anew unless a look of the
 * last `everyMs`, whoever's it was, found all well. A file that was replaced, deleted or emptied takes writes as before,
 * and loses them; so does one whose log (-wal) was deleted, and without the common index of that log (-shm) servers
 * overwrite each other's writes. `stat` opens nothing, so it is safe beside SQLite's locks.
 */
export function identityOf(path: string): (everyMs: number) => void {
  const opened = statSync(path);
  const beside = ['-wal', '-shm'].flatMap((ending) => {
    const stat = statSync(`${path}${ending}`, { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ ending, stat }];
  });
  let checked = Number.NEGATIVE_INFINITY;
  return (everyMs) => {
    const at = performance.now();
    if (at - checked < everyMs) return;
    checked = Number.NEGATIVE_INFINITY;
    const now = statSync(path, { throwIfNoEntry: false });
    if (now === undefined) throw lost('deleted', 'Put it back, then restart this server.');
    if (!isSame(now, opened)) throw lost('replaced', 'Restart this server to use the file that is there now.');
    if (now.size === 0) throw emptied();
    for (const { ending, stat } of beside) {
      if (isSame(statSync(`${path}${ending}`, { throwIfNoEntry: false }), stat)) continue;
      throw lost(`parted from the ${ending} file beside it`, 'Stop all servers that use it, then start them again.');
    }
    checked = at;
  };
}

/** The database file has lost all that was in it. */
export function emptied(): StorageFailed {
  return lost('emptied', 'Stop all servers that use it and restore a backup; a restart begins an empty list.');
}

function isSame(one: Stats | undefined, other: Stats): boolean {
  return one?.ino === other.ino && one.dev === other.dev;
}

function lost(what: string, next: string): StorageFailed {
  return new StorageFailed(`the database file was ${what} while this server was using it`, next);
}
