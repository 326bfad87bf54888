import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from './context.ts';

const KEPT = `
The list as it was, with every change up to the restore, is kept beside it under a name that the command tells. A list
too damaged to be copied is moved to that name as it is, once no server uses it. Where the list is lost, a new one is
made. Servers that are running go on with the restored list, if theirs was neither lost nor damaged.`;

/** Puts a backup in place of the list, and keeps what was there. */
export function restoreCommand(context: CliContext): Command {
  return new Command('restore')
    .description('Go back to a backup, while the list is in use; the list as it is now is kept')
    .argument('<file>', 'file that `backup` wrote')
    .addHelpText('after', KEPT)
    .action(async (file: string) => {
      const kept = await context.restore(resolve(file));
      const before = kept === undefined ? 'There was no list before.' : `The list as it was: ${kept}`;
      process.stdout.write(`Restored from ${resolve(file)}. ${before}\n`);
    });
}
