import { StorageFailed } from '../../domain/errors.ts';
import { errcodeOf } from './retry.ts';

/** SQLite's primary result codes that tell of the machine rather than of a bug, with what helps; what has none passes by itself. */
const SENTENCES: Record<number, readonly [says: string, next?: string]> = {
  5: ['another process has been holding the database for too long'],
  8: ['the database is read-only', 'Give the user who runs the server the right to write the file and its folder.'],
  10: ['the disk refused to read or write the database', 'Check the disk and its quota, then try again.'],
  11: ['the database file is damaged', 'Stop the servers that use it and put a backup in its place.'],
  13: ['the disk is full; nothing was changed', 'Free some space, then try again.'],
  14: ['the database file cannot be opened', 'Check that its folder exists and may be written by this user.'],
  26: [
    'the file is not an SQLite database, or its beginning is damaged',
    'Name another file in DATABASE_URL, or put a backup in its place.',
  ],
};

/** A driver's error as a sentence for the caller, without SQL or path; any other error stays what it is. */
export function explain(error: unknown): unknown {
  const code = errcodeOf(error);
  const [says, next] = (code === undefined ? undefined : SENTENCES[code & 0xff]) ?? [];
  if (says === undefined) return error;
  return next === undefined ? StorageFailed.forNow(says) : new StorageFailed(says, next);
}
