import { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Serves over HTTP, so that many hosts and people share one process. */
export function serveCommand(context: CliContext): Command {
  return new Command('serve').description('Serve over HTTP, at /mcp, until Ctrl+C').action(() => context.serve());
}
