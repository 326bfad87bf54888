import { Invalid, StorageFailed } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import { isPostgres, isRelative, toPath } from './database-url.ts';
import { backUp } from './sqlite/backup.ts';
import { examineSqlite, problem } from './sqlite/examine.ts';
import { explain } from './sqlite/failures.ts';
import { restoreFrom } from './sqlite/restore.ts';

/** Writes a copy of the list to a new file while it is in use. Throws StorageFailed. */
export async function backupStore(url: string, to: string): Promise<void> {
  return explained(backUp(fileOf(url, 'pg_dump'), to));
}

/**
 * Puts a backup in place of the list while it is in use. Gives the path beside it where the list as it was is kept,
 * undefined where there was none. Throws StorageFailed.
 */
export async function restoreStore(url: string, from: string, now: Date): Promise<string | undefined> {
  const ending = `before-restore-${now.toISOString().replace(/[:.]/g, '-')}`;
  return explained(restoreFrom(fileOf(url, 'pg_restore'), from, ending));
}

/** Throws Invalid where the list is in no file. */
function fileOf(url: string, instead: string): string {
  if (!isPostgres(url)) return toPath(url);
  throw new Invalid('the list is in a Postgres database, not in a file', `Use ${instead}, the server's own tool.`);
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const known = explain(error);
    throw known instanceof StorageFailed ? new StorageFailed(`${known.message}.`, known.next) : known;
  }
}

/** What is right and wrong with the database that `url` names; changes nothing. */
export async function examineStore(url: string): Promise<Finding[]> {
  try {
    if (isPostgres(url)) {
      const { examinePostgres } = await import('./postgres/examine.ts');
      return await examinePostgres(url);
    }
    const path = toPath(url);
    return [...(isRelative(url) ? [relative(path)] : []), ...(await examineSqlite(path))];
  } catch (error) {
    return [problem(error)];
  }
}

function relative(path: string): Finding {
  return {
    check: 'database',
    state: 'warning',
    says: `DATABASE_URL is a relative path: started in another folder, it names another file than ${path}`,
    mend: 'Give DATABASE_URL an absolute path.',
  };
}
