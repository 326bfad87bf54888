import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Invalid } from '../domain/errors.ts';

const POSTGRES = ['postgres', 'postgresql'];
const FORMS = 'Give DATABASE_URL a file path, sqlite: and a file path, or postgres://user@host/database.';

/** What a shell or a host would have replaced: `~`, `$HOME`, `${HOME}`, `{env:HOME}`, `%HOME%`. */
const REFERENCE = /^~[^/\\]*|\$\{[^}]*\}?|\$[A-Z_]\w*|\{env:[^}]*\}?|%[A-Z_]\w*%/i;

/**
 * Refuses what would open another file than the one that was meant, such as one named `:memory:`. Says the kind only, as
 * there may be a password in the rest. Throws Invalid.
 */
export function checkDatabaseUrl(url: string): void {
  const { scheme, rest } = partsOf(url);
  if (isPostgres(url)) {
    checkPostgresUrl(url);
    return;
  }
  if (scheme !== undefined && scheme !== 'sqlite' && scheme !== 'file') {
    throw new Invalid(`Cannot use a database of the kind "${scheme}:".`, FORMS);
  }
  const [reference] = (scheme === 'file' ? /\$\{[^}]*\}?|\$[A-Z_]\w*/i : REFERENCE).exec(rest) ?? [];
  if (reference !== undefined) {
    throw new Invalid(
      `DATABASE_URL holds ${reference}, which nothing has replaced.`,
      'Write the path out, from the root on.',
    );
  }
  if (/^(\/\/)?:memory:/i.test(rest)) {
    throw new Invalid('DATABASE_URL cannot be :memory:, which would forget every task.', FORMS);
  }
  if (rest.includes('?')) {
    throw new Invalid('DATABASE_URL takes no parameters after a "?".', FORMS);
  }
  if (/^(\/\/)?$/.test(rest) || rest.includes('\0')) throw new Invalid('DATABASE_URL names no file.', FORMS);
  if (scheme === 'file' && !isLocalFile(url)) {
    throw new Invalid(
      'DATABASE_URL is a file: URL without a whole path on this machine.',
      'Write it as file:///folder/tasks.db, or give a file path.',
    );
  }
}

/** Whether `url` names a database on a Postgres server. */
export function isPostgres(url: string): boolean {
  return POSTGRES.includes(partsOf(url).scheme ?? '');
}

function checkPostgresUrl(url: string): void {
  // One that does not end may be a part of the password.
  const [reference] = /\$\{(?:\w+\})?|\{env:(?:\w+\})?/.exec(url) ?? [];
  if (reference !== undefined)
    throw new Invalid(
      `DATABASE_URL holds ${reference}, which nothing has replaced.`,
      'Write it out; a sign of the password that is no letter or digit as %XX.',
    );
  if (!URL.canParse(url) || !/^\/[^/]+$/.test(new URL(url).pathname))
    throw new Invalid(
      'DATABASE_URL is a postgres: URL that names no database, or cannot be read.',
      'Write it as postgres://user@host:5432/database; a sign of the password that is no letter or digit as %XX.',
    );
}

/** SQLite itself would read `file:…?mode=memory` as a throw-away database, so it only ever gets an absolute path. */
export function toPath(url: string): string {
  return resolve(pathIn(url));
}

/** Whether `url` names another file in another working folder. */
export function isRelative(url: string): boolean {
  return !isAbsolute(pathIn(url));
}

function pathIn(url: string): string {
  const { scheme, rest } = partsOf(url);
  if (scheme === 'file') return fileURLToPath(url);
  return scheme === undefined ? url : rest.replace(/^\/\//, '');
}

/** A single letter before the colon is a drive of Windows. */
function partsOf(url: string): { scheme: string | undefined; rest: string } {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+]+):(.*)$/is.exec(url) ?? [];
  return { scheme: scheme?.toLowerCase(), rest: scheme === undefined ? url : rest };
}

function isLocalFile(url: string): boolean {
  try {
    return /^file:\//i.test(url) && !url.includes('#') && fileURLToPath(url) !== '/';
  } catch {
    return false;
  }
}
