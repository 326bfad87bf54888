import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { input, output } from '../scripts/bundle.ts';
import type { Program } from './child.ts';

const ROOT = join(import.meta.dirname, '..');

/** What is compared, freshly built, and a folder for everything that is written; gone when disposed. */
export interface Stage extends Disposable {
  readonly folder: string;
  readonly floor: Program;
  /** Our server on the database of that name in the folder. */
  ours(database: string): Program;
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-bench-'));
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.ts')], { cwd: ROOT, stdio: 'inherit' });
  // HOME, so that our compile cache is in the folder too; and nothing else, so that no setting of the user's counts.
  const env = { HOME: folder };
  return {
    folder,
    floor: { file: await buildFloor(join(folder, 'floor')), env },
    ours: (database) => ({
      file: join(ROOT, 'dist', 'bin.js'),
      env: { ...env, DATABASE_URL: join(folder, database) },
    }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Bundles the floor as we are bundled; gives its launcher. */
async function buildFloor(dir: string): Promise<string> {
  const build = await rolldown({ ...input, input: { bin: join(import.meta.dirname, 'floor', 'bin.ts') } });
  await build.write({ ...output, dir });
  await build.close();
  // Without it Node would have to guess that the file is a module, by parsing it twice.
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  return join(dir, 'bin.js');
}
