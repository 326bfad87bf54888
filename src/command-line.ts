import { openApp } from './app.ts';
import { runCli } from './cli/program.ts';
import { configOf, flagOf, SETTINGS } from './config.ts';
import { FOOTER } from './help.ts';
import { VERSION } from './version.ts';

/** Runs one command of the command line and gives its exit code. */
export function runCommandLine(args: readonly string[]): Promise<number> {
  return runCli(args, {
    version: VERSION,
    footer: FOOTER,
    flags: Object.entries(SETTINGS).map(([name, { help }]) => ({ flag: flagOf(name), help })),
    async open(flags) {
      const { services, close } = await openApp(configOf(flags, false));
      return { call: services.callFor('cli'), close };
    },
  });
}
