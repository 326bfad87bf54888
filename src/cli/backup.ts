import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Copies the list to a file while servers use it. */
export function backupCommand(context: CliContext): Command {
  return new Command('backup')
    .description('Copy the task list to a new file, while it is in use')
    .argument('<file>', 'file to write')
    .action(async (file: string) => {
      await context.backup(resolve(file));
      process.stdout.write(`Backup written to ${resolve(file)}. To go back to it: \`restore ${file}\`.\n`);
    });
}
