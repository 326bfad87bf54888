import { rmSync } from 'node:fs';
import { createEmpty } from './file.ts';
import { lookAt } from './look.ts';
import { patiently } from './retry.ts';

/** Writes a consistent copy to a new file, for its owner only, while others write. */
export function copyTo(path: string, to: string): Promise<void> {
  return patiently(() => copyNow(path, to));
}

/** The same at once, or not at all. `VACUUM INTO` reads one snapshot and blocks nobody. A copy that fails leaves nothing. */
export function copyNow(path: string, to: string): void {
  createEmpty(to);
  try {
    lookAt(path, (database) => database.prepare('VACUUM INTO ?').run(to));
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}
