import { openApp } from './app.ts';
import { EXIT_CODE } from './cli/exit-code.ts';
import { namesCommand, readConfig } from './config.ts';
import { TaskError } from './domain/errors.ts';
import { WAITING } from './help.ts';
import { serveOnStdio } from './mcp/stdio.ts';

/** A clean end is quick; what still holds the process then is not worth waiting for. */
const LAST_RESORT_MS = 300;

/** Does what the arguments say; a start that fails says why in one sentence and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    // Lazily, since a host that starts the server needs none of it.
    if (!namesCommand(args)) return await serve(args);
    const { runCommandLine } = await import('./command-line.ts');
    const code = await runCommandLine(args);
    // An output that was lost meanwhile has set it already.
    process.exitCode ||= code;
  } catch (error) {
    process.stderr.write(`task-manager-mcp: ${sentenceOf(error)}\n`);
    process.exitCode = error instanceof TaskError ? EXIT_CODE[error.code] : 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof TaskError) return [error.message, error.next].filter(Boolean).join(' ');
  return `internal error: ${error instanceof Error ? error.message : error}`;
}

async function serve(args: readonly string[]): Promise<void> {
  const config = readConfig(args);
  const app = await openApp(config);
  const served = serveOnStdio(app.services, config);
  app.deliver();
  if (process.stdin.isTTY) process.stderr.write(WAITING);
  await served;
  setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
  await app.close();
}
