import { existsSync } from 'node:fs';
import { StorageFailed } from '../../domain/errors.ts';
import { usableFile } from './file.ts';
import { inspect, refuseTutorial } from './inspect.ts';

/** The real path of the list of ours that is there, and the version of its schema. Throws StorageFailed. */
export async function existingList(path: string): Promise<{ readonly real: string; readonly version: number }> {
  const real = existsSync(path) ? usableFile(path) : undefined;
  const kind = real === undefined ? undefined : await inspect(real);
  if (kind !== undefined) refuseTutorial(kind);
  if (real === undefined || kind?.is !== 'ours')
    throw new StorageFailed(`there is no task list yet at ${path}`, 'Add a task, or name the list in DATABASE_URL.');
  return { real, version: kind.version };
}
