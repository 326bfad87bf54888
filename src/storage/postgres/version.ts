import type pg from 'pg';
import { StorageFailed } from '../../domain/errors.ts';
import { FILLING, HalfMigrated } from '../half-migrated.ts';
import { POSTGRES_MIGRATIONS } from '../migrations/index.ts';
import { sqlstateOf } from './failures.ts';
import { rowWith } from './results.ts';

const UNDEFINED_TABLE = '42P01';

/** Asked in the message that begins a transaction too: what was a list when it was opened may be none any more. */
export const VERSION_QUESTION = 'SELECT version, works_with FROM schema_version';

export interface Version {
  readonly version: number;
  /** The oldest program that can work on it: a version is rolled out while the one before still runs. */
  readonly works_with: number;
}

/** What the schema is now; undefined where there is none yet. Throws HalfMigrated. */
export async function versionOf(connection: pg.Pool | pg.PoolClient): Promise<Version | undefined> {
  const known = await rowOf(connection);
  if (known !== undefined) refuseHalf(known);
  return known;
}

async function rowOf(connection: pg.Pool | pg.PoolClient): Promise<Version | undefined> {
  try {
    return (await connection.query<Version>(VERSION_QUESTION)).rows[0];
  } catch (error) {
    if (sqlstateOf(error) === UNDEFINED_TABLE) return undefined;
    throw error;
  }
}

/** Throws StorageFailed for a database that this program is too old for, or that holds only a part of a list. */
export function checkVersion(known: Version): void {
  refuseHalf(known);
  const { version, works_with } = known;
  if (works_with <= POSTGRES_MIGRATIONS.length) return;
  throw new StorageFailed(
    `a newer task-manager-mcp has upgraded the database (schema ${version}, this one knows ${POSTGRES_MIGRATIONS.length})`,
    'Update this server.',
  );
}

/** The same for the answer to what began a transaction. */
export function checkBegun(results: unknown): void {
  const { version, works_with } = rowWith(results, 'works_with') ?? {};
  if (typeof version === 'number' && typeof works_with === 'number') checkVersion({ version, works_with });
}

function refuseHalf({ version }: Version): void {
  if (version === FILLING) throw new HalfMigrated();
}
