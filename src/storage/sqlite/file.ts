import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StorageFailed } from '../../domain/errors.ts';

/** What SQLite puts beside a database. */
export const BESIDE = ['-wal', '-shm', '-journal'];
/** statfs types of NFS, SMB, CIFS and 9p, where processes cannot share SQLite's write-ahead log. */
const NETWORK = [0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997];

/** Of /proc and /sys, which say that root may write in them and yet take no file. */
const SYSTEM = [0x9fa0, 0x62656572];

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
  refuseNetwork(dirname(real));
  return real;
}

/** Throws StorageFailed where no file can be created at that path; creates none. */
export function refuseUncreatable(path: string): void {
  const folder = nearestFolder(dirname(path));
  if (!isWritable(folder)) {
    throw new StorageFailed(
      `it cannot be created: ${folder} may not be written by this user, or is no folder`,
      'Name a file in DATABASE_URL whose folder may be written by this user.',
    );
  }
  refuseNetwork(folder);
}

/** Moves a file, and whatever SQLite has put beside it, out of the way; what is not there is no matter. */
export function setAside(path: string, to: string): void {
  // The file last: without its log it must never stand where another one could get that log.
  for (const end of [...BESIDE, '']) if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${to}${end}`);
}

function refuseNetwork(folder: string): void {
  if (!NETWORK.includes(statfsSync(folder).type)) return;
  throw new StorageFailed(
    'it lies on a network file system, where SQLite loses data',
    'Name a file on a local disk in DATABASE_URL.',
  );
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory() && !SYSTEM.includes(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** One folder at a time: Node's own way of making many never ends where the system will have none, as in /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may be starting too.
    if (!existsSync(folder)) throw error;
  }
}

function create(path: string): void {
  try {
    createFolder(dirname(path));
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
