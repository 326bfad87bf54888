import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findHome } from './home.ts';

/** Where compiled code may be kept: a folder that nobody else can write to, or they could put code in our way. */
export function findCacheFolder(): string | undefined {
  const home = findHome();
  if (home === undefined) return undefined;
  const folder = join(home, '.cache', 'task-manager-mcp');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    // Windows has no such owners and rights; there a home folder is its user's own.
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}
