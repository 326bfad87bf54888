import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BIN, childEnvironment } from './child.ts';
import { newFolder } from './folder.ts';

export interface Started {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built server with its input already at the end, and gives what it said. */
export function start(database: string): Started {
  return run(database, [BIN]);
}

/** The same as a user to whom file modes apply. */
export function startUnprivileged(database: string): Started {
  return run(database, unprivilegedServer());
}

/**
 * Node's arguments for a server to whom file modes apply: root drops to `nobody` after Node itself is loaded, so that
 * only a copy of the server and the database must be readable to it.
 */
export function unprivilegedServer(): string[] {
  if (process.getuid?.() !== 0) return [BIN];
  const folder = newFolder();
  cpSync(dirname(BIN), folder, { recursive: true });
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  const drop = 'process.setgroups([]);process.setgid(65534);process.setuid(65534)';
  return [`--import=data:text/javascript,${drop}`, join(folder, 'bin.js')];
}

function run(database: string, args: readonly string[]): Started {
  const env = childEnvironment({ DATABASE_URL: database });
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, input: '', encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** Every entry of a folder with its mode and, for files, a hash of its bytes. Only for databases nobody has open. */
export function fingerprint(folder: string): Record<string, string> {
  const entries = readdirSync(folder).sort();
  return Object.fromEntries(entries.map((name) => [name, fingerprintOf(join(folder, name))]));
}

function fingerprintOf(path: string): string {
  const stat = statSync(path);
  const bytes = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'no file';
  return `${(stat.mode & 0o777).toString(8)} ${bytes}`;
}
