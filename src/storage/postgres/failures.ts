import { StorageFailed } from '../../domain/errors.ts';

/** The connection was lost while a transaction was being committed: nobody knows whether it was. */
export class LostCommit extends Error {
  constructor(cause: unknown) {
    super('the connection was lost during a commit', { cause });
  }
}

/** What the database is when its name leads to a server that only follows another. */
export class ReadOnlyCopy extends Error {
  readonly code = '25006';
}

/** Another server has taken over: what was begun there must begin once more, as after any conflict. */
export class TakenOver extends Error {
  readonly code = '40001';
}

/**
 * SQLSTATEs after which the same transaction can succeed: others were in the way, or a row was made or purged meanwhile: what a
 * row refers to is read before it is written.
 */
const IN_THE_WAY = ['40001', '40P01', '55P03', '23505', '23503'];
/** The server ends, starts or has become a copy; class 08 is about connections too. */
const SERVER_GONE = ['57P01', '57P02', '57P03', '57P05', '25006', '53300'];
const SOCKET = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** How node-postgres says it; it gives these no code. */
const SAID =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout expired$|Query read timeout)/;
const POOL_EMPTY = /^timeout exceeded when trying to connect/;
/** A pooler that does not know prepared statements: their names meet on connections that several share. */
const NOT_PREPARED = ['26000', '42P05'];

export function sqlstateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export const isInTheWay = (error: unknown): boolean => IN_THE_WAY.includes(sqlstateOf(error) ?? '');

/** A statement gives other columns now than when it was prepared; told by the routine, as the code is that of much else. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';

export const isNotPrepared = (error: unknown): boolean => NOT_PREPARED.includes(sqlstateOf(error) ?? '');

/** Whether the transaction ended with its connection, or never got one; what it had done is undone. */
export function isConnectionLost(error: unknown): boolean {
  const code = sqlstateOf(error) ?? '';
  if (isNotConnected(error)) return true;
  if (SERVER_GONE.includes(code) || SOCKET.includes(code) || /^08/.test(code)) return true;
  return error instanceof Error && (SAID.test(error.message) || error instanceof AggregateError);
}

/** Whatever the reason: a socket may also be a file that nobody has made yet. */
const isNotConnected = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'connect';

/** A connection that cannot be encrypted, or to a server that is not the one that was meant: by OpenSSL's names, or without a code. */
const NOT_TRUSTED = /^(ERR_(TLS|SSL|OSSL)|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
const NOT_ENCRYPTED = /^The server does not support SSL|^There was an error establishing an SSL/;
/** PgBouncer gives nearly all that it refuses one code, also what passes by itself. */
const NO_OPTIONS = /^unsupported startup parameter/;

const SETTING = 'Check DATABASE_URL.';
const ENCRYPTION = 'Check the host in DATABASE_URL, its sslmode and sslrootcert, and the certificate of the server.';

/** SQLSTATEs, or their classes, that tell of the server rather than of a bug, with what helps; what has none passes by itself. */
const SENTENCES: readonly (readonly [state: RegExp, says: string, next?: string])[] = [
  [/^(40|23503|23505)/, 'other calls kept changing the same tasks'],
  [/^55P03/, 'another transaction has been holding a task for too long'],
  [/^57014/, 'the database took too long'],
  [/^53300/, 'the database takes no more connections'],
  [/^53100/, 'the disk of the database is full; nothing was changed', 'Free some space, then try again.'],
  [/^53/, 'the database has run out of memory or another resource'],
  [NOT_TRUSTED, 'there is no encrypted connection to the database that can be trusted', ENCRYPTION],
  [/^(ENOENT|EACCES|EISDIR)$/, 'a file that DATABASE_URL names cannot be read', SETTING],
  [/^25006/, 'the database is a read-only copy: a failover goes on, or DATABASE_URL does not name the primary'],
  [/^28/, 'the database refuses the user or its password', SETTING],
  [/^3D000/, 'there is no database of that name on the server', SETTING],
  [/^42501/, 'the user may not do this in the database', 'Give it the rights on the tables and their schema.'],
  [/^58|^XX/, 'the database reports a fault of its own', 'Look into its log.'],
];

/** A driver's error as a sentence for the caller, without SQL, address or password; any other error stays what it is. */
export function explain(error: unknown): unknown {
  if (error instanceof LostCommit)
    return new StorageFailed(
      'the connection was lost while the write was being confirmed, so it may or may not have been done',
      'Look before you repeat it; with an idempotency_key repeating is safe.',
    );
  if (error instanceof Error && POOL_EMPTY.test(error.message))
    return StorageFailed.forNow('all connections to the database are in use, or it does not answer');
  if (error instanceof Error && NOT_ENCRYPTED.test(error.message))
    return new StorageFailed('the server takes no encrypted connections', ENCRYPTION);
  if (error instanceof Error && NO_OPTIONS.test(error.message))
    return new StorageFailed(
      'the database, or a pooler before it, refuses how the connection begins',
      'Take the options out of DATABASE_URL; a search_path can be set for the role instead.',
    );
  const state = isNotConnected(error) ? '' : (sqlstateOf(error) ?? '');
  const [, says, next] = SENTENCES.find(([pattern]) => pattern.test(state)) ?? [];
  if (says !== undefined) return next === undefined ? StorageFailed.forNow(says) : new StorageFailed(says, next);
  return isConnectionLost(error) ? StorageFailed.forNow('the database cannot be reached') : error;
}
