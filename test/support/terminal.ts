import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN, childEnvironment } from './child.ts';

interface Sitting {
  readonly database: string;
  /** What the person types at each question. */
  readonly types?: string;
}

/** Runs a command of the built program at a terminal; what it says there comes as one, as people see it. */
export async function atTerminal(
  args: readonly string[],
  { database, types = '' }: Sitting,
): Promise<{ code: number | null; screen: string }> {
  // Of Debian's base: gives the command a terminal of its own, and ends with its exit code.
  const command = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const env = childEnvironment({ DATABASE_URL: database, NO_COLOR: '1', TERM: 'dumb' });
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (text.includes('[y/N]')) child.stdin.write(types);
  });
  await once(child, 'close');
  return { code: child.exitCode, screen: screen.replaceAll('\r\n', '\n') };
}
