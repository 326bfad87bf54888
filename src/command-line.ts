import { openApp } from './app.ts';
import { expectLostOutput } from './cli/lost-output.ts';
import { runCli } from './cli/program.ts';
import { configOf, flagOf, isSwitch, readPlaces, SEE_HELP, SETTINGS } from './config.ts';
import { Invalid } from './domain/errors.ts';
import { refuseToWrite } from './domain/read-only.ts';
import { examine } from './examine.ts';
import { FOOTER } from './help.ts';
import { observed } from './mcp/observed.ts';
import { checkDatabaseUrl } from './storage/database-url.ts';
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
        async migrate({ from, to }, onProgress) {
          const { databaseUrl, exposure } = config();
          if (exposure.readOnly) refuseToWrite();
          const urls = {
            from: from === undefined ? databaseUrl : checkedUrl('--from', from),
            to: checkedUrl('--to', to),
          };
          const { migrateStore } = await import('./storage/migrate-store.ts');
          return migrateStore(urls, onProgress);
        },
        get places() {
          return readPlaces();
        },
        program: { command: process.execPath, args: process.argv.slice(1, 2) },
      };
    },
  });
}

/** Throws Invalid, naming the flag. */
function checkedUrl(flag: string, url: string): string {
  try {
    checkDatabaseUrl(url);
    return url;
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const named = (text: string) => text.replaceAll('DATABASE_URL', flag);
    throw new Invalid(named(error.message), error.next && named(error.next));
  }
}
