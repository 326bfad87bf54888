import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StorageFailed } from '../../domain/errors.ts';
import { FILLING, HalfMigrated } from '../half-migrated.ts';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import { lookAt } from './look.ts';
import { errcodeOf, patiently } from './retry.ts';

/** "TMCP": marks a file as ours. */
export const APPLICATION_ID = 0x544d4350;
/** Checking grows with the file; beyond this it would be felt at every start. */
const CHECK_BELOW_BYTES = 4_000_000;
const TUTORIAL_COLUMNS = 'id title description priority completed';

/** What stands at that path: nothing yet, ours at some version, or the tutorial's table. */
export type Kind =
  | { readonly is: 'new' }
  | { readonly is: 'tutorial' }
  | { readonly is: 'ours'; readonly version: number };

class Damaged extends StorageFailed {}

/** SQLITE_CORRUPT, SQLITE_NOTADB: as primary codes. */
const DAMAGE = [11, 26];

/** Whether it was thrown because the bytes of a file are not those of a sound database. */
export function isDamage(error: unknown): boolean {
  return error instanceof Damaged || DAMAGE.includes((errcodeOf(error) ?? 0) & 0xff);
}

/** For commands that need a list of ours; only a start makes one of the tutorial's file. Throws StorageFailed. */
export function refuseTutorial({ is }: Kind): void {
  if (is !== 'tutorial') return;
  throw new StorageFailed(
    "it is the database of the tutorial's server",
    'Start this server on it once, which copies the file and then upgrades it.',
  );
}

/** Looks through a connection that cannot write. Throws StorageFailed for a file that must be left alone. */
export async function inspect(path: string): Promise<Kind> {
  glance(path);
  return patiently(() => lookAt(path, (database) => soundKindOf(database)));
}

/**
 * A look that leaves no trace: even a connection that cannot write puts two files beside a database in write-ahead mode.
 * It sees only what has been moved into the file itself, so it can refuse a stranger but not tell what is ours.
 */
function glance(path: string): void {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  try {
    lookAt(url, kindOf);
  } catch (error) {
    // Anything else may come from looking without a lock; the real look tells.
    if (error instanceof StorageFailed) throw error;
  }
}

function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

function soundKindOf(database: DatabaseSync): Kind {
  const isSmall = numberOf(database, 'page_count') * numberOf(database, 'page_size') < CHECK_BELOW_BYTES;
  const found = isSmall ? database.prepare('PRAGMA quick_check(1)').get()?.quick_check : 'ok';
  if (found !== 'ok') throw new Damaged('the database file is damaged', 'Put a backup in its place.');
  return kindOf(database);
}

export function kindOf(database: DatabaseSync): Kind {
  const version = numberOf(database, 'user_version');
  const application = numberOf(database, 'application_id');
  if (application === APPLICATION_ID) {
    if (version === FILLING) throw new HalfMigrated();
    if (version <= SQLITE_MIGRATIONS.length) return { is: 'ours', version };
    throw new StorageFailed(
      `it was written by a newer task-manager-mcp (schema ${version}, this one knows ${SQLITE_MIGRATIONS.length})`,
      'Update task-manager-mcp.',
    );
  }
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  if (application === 0 && version === 0 && tables.length === 0) return { is: 'new' };
  const columns = database.prepare("SELECT name FROM pragma_table_info('tasks')").all();
  const isTutorial = tables.length === 1 && columns.map(({ name }) => name).join(' ') === TUTORIAL_COLUMNS;
  if (application === 0 && version === 0 && isTutorial) return { is: 'tutorial' };
  throw new StorageFailed('it is the database of another program', 'Name another file in DATABASE_URL.');
}
