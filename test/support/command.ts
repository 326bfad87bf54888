import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { BIN, childEnvironment } from './child.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program with these arguments to its end. */
export async function run(
  args: readonly string[],
  {
    database,
    env = {},
    input = '',
  }: { database?: string; env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ran> {
  const given = database === undefined ? env : { DATABASE_URL: database, ...env };
  const child = spawn(process.execPath, [BIN, ...args], { env: childEnvironment(given) });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
