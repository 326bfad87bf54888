import { Command } from 'commander';
import type { Migration } from '../domain/migration.ts';
import type { CliContext } from './context.ts';
import { progressOn } from './progress.ts';

const DETAILS = `
Everything comes over: tasks, deleted ones too, their history, notes, blockers, claims, sources, API tokens, and the ids
as they are. Both sides are read and compared at the end; until then no server takes the target for a list. One that was
cut off goes on where it stopped when it is started again.

Stop the servers first: a list that was changed meanwhile is not brought over. The source stays as it is. To keep a
password out of the command line, leave it out of the URL and set PGPASSWORD.`;

interface Flags {
  readonly from?: string;
  readonly to: string;
  readonly json?: true;
}

/** Brings the whole list to another database, from a file to Postgres or back. */
export function migrateCommand(context: CliContext): Command {
  return new Command('migrate')
    .description('Bring the whole list to another database: from a file to Postgres, or back')
    .option('--from <url>', 'where it is: a file path, sqlite: or postgres: URL (default: the list of the settings)')
    .requiredOption('--to <url>', 'where it goes: a database in which there is no list yet, or an empty one')
    .option('--json', 'answer as JSON')
    .addHelpText('after', DETAILS)
    .action(async ({ from, to, json }: Flags) => {
      const progress = progressOn(process.stderr);
      try {
        const migration = await context.migrate({ from, to }, progress.show);
        progress.end();
        process.stdout.write(json ? `${JSON.stringify(migration, null, 2)}\n` : toText(migration));
      } catch (error) {
        progress.end();
        throw error;
      }
    });
}

function toText({ from, to, resumed, tables }: Migration): string {
  const lines = tables.map(({ table, rows, checksum }) => {
    const count = rows.toLocaleString('en').padStart(12);
    return `${table.padEnd(10)}${count}  ${checksum.slice(0, 16)}\n`;
  });
  return `${'table'.padEnd(10)}${'rows'.padStart(12)}  checksum, the same on both sides
${lines.join('')}Migrated from ${from} to ${to}${resumed ? ', going on with one that was cut off' : ''}.
Set DATABASE_URL to the new place wherever the list is used; the old one is as it was.
`;
}
