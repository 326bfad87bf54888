import { existsSync } from 'node:fs';
import { StorageFailed } from '../../domain/errors.ts';
import { copyTo } from './copy.ts';
import { usableFile } from './file.ts';
import { inspect, refuseTutorial } from './inspect.ts';

/** Writes a consistent copy of a list of ours to a new file, while others write. Throws StorageFailed. */
export async function backUp(path: string, to: string): Promise<void> {
  const real = existsSync(path) ? usableFile(path) : undefined;
  const kind = real === undefined ? undefined : await inspect(real);
  if (real === undefined || kind === undefined || kind.is === 'new')
    throw new StorageFailed(`there is no task list yet at ${path}`, 'Add a task, or name the list in DATABASE_URL.');
  refuseTutorial(kind);
  await copyTo(real, to);
}
