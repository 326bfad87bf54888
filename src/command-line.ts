import { openApp } from './app.ts';
import { runCli } from './cli/program.ts';
import { configOf, flagOf, readPlaces, SETTINGS } from './config.ts';
import { examine } from './examine.ts';
import { FOOTER } from './help.ts';
import { backupStore, restoreStore } from './storage/maintenance.ts';
import { readTutorial } from './storage/sqlite/read-tutorial.ts';
import { VERSION } from './version.ts';

/** Runs one command of the command line and gives its exit code. */
export function runCommandLine(args: readonly string[]): Promise<number> {
  return runCli(args, {
    version: VERSION,
    footer: FOOTER,
    flags: Object.entries(SETTINGS).map(([name, { help }]) => ({ flag: flagOf(name), help })),
    context(flags) {
      const config = () => configOf(flags(), false);
      return {
        async open() {
          const { services, close } = await openApp(config());
          return { call: services.callFor('cli'), close };
        },
        examine: () => examine(config),
        readTutorial,
        backup: (to) => backupStore(config().databaseUrl, to),
        restore: (from) => restoreStore(config().databaseUrl, from, new Date()),
        places: readPlaces(),
        program: { command: process.execPath, args: process.argv.slice(1, 2) },
      };
    },
  });
}
