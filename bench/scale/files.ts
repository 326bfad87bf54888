import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from './place.ts';

/** Lists in SQLite files of a folder that goes with them. */
export function inFiles(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-scale-'));
  const fileOf = (size: number) => join(folder, `${size}.db`);
  return {
    open: async (size) => fileOf(size),
    mostAdded: Number.POSITIVE_INFINITY,
    async settle(size) {
      // A list in use is in the system's memory; by another process, since closing a file here would drop SQLite's locks on it.
      spawnSync('cat', [fileOf(size)], { stdio: 'ignore' });
      return statSync(fileOf(size)).size;
    },
    end: async () => rmSync(folder, { recursive: true }),
  };
}
