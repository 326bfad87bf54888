import { closeSync, existsSync, mkdirSync, openSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageFailed } from '../../domain/errors.ts';

/** statfs types of NFS, SMB, CIFS and 9p, where processes cannot share SQLite's write-ahead log. */
const NETWORK = [0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997];

/**
 * Gives the real path of the database file and creates it, for its owner only, where there is none. Never opens one
 * that exists: closing it again would drop every lock that this process holds on it. Throws StorageFailed.
 */
export function prepareFile(path: string): string {
  if (!existsSync(path)) create(path);
  return usableFile(path);
}

/** The real path of a file that may hold a database. Throws StorageFailed. */
export function usableFile(path: string): string {
  const real = realpathSync(path);
  const stat = statSync(real);
  if (!stat.isFile()) throw new StorageFailed('it is not a regular file', 'Name a file in DATABASE_URL.');
  if (stat.nlink > 1) {
    throw new StorageFailed(
      'it has a second name (a hard link), which SQLite cannot keep safe',
      'Remove the other name.',
    );
  }
  if (NETWORK.includes(statfsSync(dirname(real)).type)) {
    const says = 'it lies on a network file system, where SQLite loses data';
    throw new StorageFailed(says, 'Name a file on a local disk in DATABASE_URL.');
  }
  return real;
}

function create(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && existsSync(path)) return;
    const says = code === 'ENOSPC' ? 'the disk is full' : `it cannot be created (${code})`;
    throw new StorageFailed(says, 'Name a file in DATABASE_URL whose folder may be written by this user.');
  }
}

/** For SQLite to fill: it would give a file that it makes itself the rights of any other. Throws StorageFailed. */
export function createEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw new StorageFailed('there is a file of that name already', 'Name a new file.');
    throw new StorageFailed(
      `the copy cannot be created (${code})`,
      'Name a file in a folder that this user may write.',
    );
  }
}
