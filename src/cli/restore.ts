import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Puts a backup in place of the list, and keeps what was there. */
export function restoreCommand(context: CliContext): Command {
  return new Command('restore')
    .description('Go back to a backup, while the list is in use; the list as it is now is kept')
    .argument('<file>', 'file that `backup` wrote')
    .action(async (file: string) => {
      const kept = await context.restore(resolve(file));
      process.stdout.write(`Restored from ${resolve(file)}. The list as it was: ${kept}\n`);
    });
}
