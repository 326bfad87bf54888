import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageFailed } from '../domain/errors.ts';
import type { Store } from '../domain/store.ts';
import { openSqlite } from './sqlite/open.ts';

/** Opens the store that `url` names: a path or a `sqlite:` URL. Throws StorageFailed. */
export async function openStore(url: string): Promise<Store> {
  return openSqlite(toPath(url));
}

/** SQLite itself would read `file:…?mode=memory` as a throw-away database, so it only ever gets an absolute path. */
export function toPath(url: string): string {
  return resolve(givenPath(url));
}

/** Whether `url` names another file in another folder of work. Throws StorageFailed. */
export function isRelative(url: string): boolean {
  return !isAbsolute(givenPath(url));
}

function givenPath(url: string): string {
  if (url.startsWith('file:')) return fromFileUrl(url);
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return url;
  if (scheme.toLowerCase() === 'sqlite') return (rest ?? '').replace(/^\/\/(?=\/|[^/])/, '');
  throw new StorageFailed(
    `Cannot use a database of the kind "${scheme}:".`,
    'Give DATABASE_URL a file path, or sqlite: and a file path.',
  );
}

function fromFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new StorageFailed('Cannot use a file: URL of another machine.', 'Give DATABASE_URL a file path.');
  }
}
