import { Command, Option } from 'commander';
import { type Host, SCOPES, type Scope, SERVER } from '../hosts/host.ts';
import { HOSTS } from '../hosts/index.ts';
import { blockOf, carryOut, FileLeft, planConnection, planRemoval } from '../hosts/plan.ts';
import { type CliContext, Failed } from './context.ts';
import { USAGE_EXIT_CODE } from './exit-code.ts';

interface Options {
  readonly scope: Scope;
  readonly passDatabaseUrl?: boolean;
  readonly print?: boolean;
  readonly uninstall?: boolean;
}

const IDS = HOSTS.map(({ id }) => id).join(', ');

/** Writes this server into a host's configuration, or takes it out again. */
export function installCommand(context: CliContext, root: Command): Command {
  return new Command('install')
    .description('Connect an AI host to your list, by its own configuration file')
    .argument('[host]', IDS)
    .addOption(
      new Option('--scope <scope>', 'for you in every folder, or for the project in this folder')
        .choices(SCOPES)
        .default('user'),
    )
    .addOption(
      new Option(
        '--pass-database-url',
        'let the host pass on its DATABASE_URL (writes a reference, never the value)',
      ).conflicts('uninstall'),
    )
    .option('--print', 'only show what would be written, and where')
    .option('--uninstall', 'take the server out of the configuration again')
    .action((id: string | undefined, options: Options) => {
      const host = HOSTS.find((each) => each.id === id);
      if (host === undefined) return fail(`${id === undefined ? 'Name a host' : `No host "${id}"`}. Hosts: ${IDS}.`);
      const [setting] = Object.keys(root.opts());
      if (setting !== undefined) {
        const flag = root.options.find((option) => option.attributeName() === setting)?.long;
        return fail(
          `install takes no ${flag}: values of settings are not written into files. For DATABASE_URL use --pass-database-url.`,
        );
      }
      report(context, host, options);
    });
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  throw new Failed(USAGE_EXIT_CODE);
}

function report(context: CliContext, host: Host, options: Options): void {
  try {
    process.stdout.write(`${(options.uninstall ? disconnect : connect)(context, host, options)}\n`);
  } catch (error) {
    if (!(error instanceof FileLeft)) throw error;
    process.stderr.write(`${error.message}\n`);
    throw new Failed(1);
  }
}

function connect({ places, program }: CliContext, host: Host, { scope, print, passDatabaseUrl = false }: Options) {
  const launch = { ...program, passDatabaseUrl };
  const plan = planConnection(host, { scope, places }, launch);
  const { file, before, after, isConnected } = plan;
  const isDone = after === before;
  if (print) {
    return `${isDone ? `${file} says already:` : `Would put into ${file}:`}\n\n${blockOf(host, launch).trimEnd()}`;
  }
  carryOut(plan);
  if (isDone) return `${host.name} is already connected: ${file} is as it should be.`;
  return `${host.name} is connected: ${SERVER} is ${isConnected ? 'updated' : 'added'} in ${file}.\n${host.next[scope]}`;
}

function disconnect({ places }: CliContext, host: Host, { scope, print }: Options) {
  const plan = planRemoval(host, { scope, places });
  const { file, isConnected } = plan;
  if (!isConnected) return `${host.name} is not connected: ${file} does not name ${SERVER}.`;
  if (print) return `Would remove ${SERVER} from ${file}.`;
  carryOut(plan);
  return `${host.name} is disconnected: ${SERVER} is removed from ${file}.\nRestart ${host.name} if it is running.`;
}
