import { Command, CommanderError } from 'commander';
import { TaskError } from '../domain/errors.ts';
import { TOOLS } from '../tools/index.ts';
import { backupCommand } from './backup.ts';
import { completionCommand } from './completion.ts';
import { type CliContext, Failed } from './context.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT_CODE, USAGE_EXIT_CODE } from './exit-code.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { installCommand } from './install.ts';
import { migrateCommand } from './migrate.ts';
import { releaseCommand } from './release.ts';
import { restoreCommand } from './restore.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './token.ts';
import { inCommands, toolCommand } from './tool-command.ts';
import { toSentence } from './usage.ts';
import { watchCommand } from './watch.ts';
import { webhookCommand } from './webhook.ts';

/** A setting as a flag that every command takes. */
interface GlobalFlag {
  /** With `<value>` behind it where it takes one. */
  readonly flag: string;
  readonly help: string;
}

interface Program {
  readonly version: string;
  readonly flags: readonly GlobalFlag[];
  /** What `--help` ends with. */
  readonly footer: string;
  /** What a wrong flag or argument is answered with, besides what is wrong. */
  readonly seeHelp: string;
  /** What commands may use, for the settings that these flags (by their names) and the environment give. */
  context(flags: () => Readonly<Record<string, unknown>>): CliContext;
}

const AROUND: readonly ((context: CliContext, root: Command) => Command)[] = [
  serveCommand,
  installCommand,
  watchCommand,
  releaseCommand,
  doctorCommand,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  tokenCommand,
  webhookCommand,
  completionCommand,
];

/** Runs one command line and gives its exit code. */
export async function runCli(args: readonly string[], program: Program): Promise<number> {
  const root = new Command('task-manager-mcp')
    .description('One task list for every AI host, and for your shell.')
    .version(program.version, '-v, --version', 'print the version')
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .addHelpText('after', program.footer)
    .configureOutput({
      outputError: (says, write) => write(`task-manager-mcp: ${toSentence(says)} ${program.seeHelp}\n`),
    })
    .exitOverride();
  for (const { flag, help } of program.flags) root.option(`--${flag}`, help);

  const context = program.context(() => givenFlags(root));
  root.commandsGroup('Tasks:');
  for (const tool of TOOLS) root.addCommand(toolCommand(tool, context));
  root.commandsGroup('Around them:');
  for (const make of AROUND) root.addCommand(make(context, root));
  for (const command of root.commands) command.copyInheritedSettings(root);

  try {
    await root.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return toExitCode(error);
  }
}

function givenFlags(root: Command): Record<string, unknown> {
  return Object.fromEntries(root.options.map((option) => [option.name(), root.getOptionValue(option.attributeName())]));
}

function toExitCode(error: unknown): number {
  if (error instanceof Failed) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  if (!(error instanceof TaskError)) throw error;
  const { message, next } = error;
  process.stderr.write(
    next === undefined ? `${message}\n` : `${message.replace(/[^.?!]$/, '$&.')} ${inCommands(next)}\n`,
  );
  return EXIT_CODE[error.code];
}
