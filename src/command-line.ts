import { openApp } from './app.ts';
import { expectLostOutput } from './cli/lost-output.ts';
import { runCli } from './cli/program.ts';
import { configOf, flagOf, isSwitch, readPlaces, SEE_HELP, SETTINGS } from './config.ts';
import { refuseToWrite } from './domain/read-only.ts';
import { examine } from './examine.ts';
import { FOOTER } from './help.ts';
import { observed } from './mcp/observed.ts';
import { backupStore, restoreStore } from './storage/maintenance.ts';
import { readTutorial } from './storage/sqlite/read-tutorial.ts';
import { VERSION } from './version.ts';

/** Runs one command of the command line and gives its exit code. */
export function runCommandLine(args: readonly string[]): Promise<number> {
  expectLostOutput();
  return runCli(args, {
    version: VERSION,
    footer: FOOTER,
    seeHelp: SEE_HELP,
    flags: Object.entries(SETTINGS).map(([name, setting]) => ({
      flag: isSwitch(setting) ? flagOf(name) : `${flagOf(name)} <value>`,
      help: setting.help,
    })),
    context(flags) {
      const config = () => configOf(flags(), false);
      return {
        async open() {
          const { services, outlet, close } = await openApp(config());
          const call = services.callFor('cli');
          return {
            call,
            outlet,
            close,
            invoke: (tool, args, confirmed) =>
              observed(tool, args, { call: { ...call, confirmed }, observer: services.observer }),
          };
        },
        async serve() {
          const { serveOverHttp } = await import('./serve.ts');
          return serveOverHttp(config());
        },
        examine: () => examine(config),
        readTutorial,
        backup: (to) => backupStore(config().databaseUrl, to),
        async restore(from) {
          const { databaseUrl, exposure } = config();
          if (exposure.readOnly) refuseToWrite();
          return restoreStore(databaseUrl, from, new Date());
        },
        get places() {
          return readPlaces();
        },
        program: { command: process.execPath, args: process.argv.slice(1, 2) },
      };
    },
  });
}
