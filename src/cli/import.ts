import { Command, Option } from 'commander';
import { Invalid, TaskError } from '../domain/errors.ts';
import type { SourceFile } from '../domain/import-source.ts';
import { importTasks } from '../domain/import-tasks.ts';
import { guessFormat, IMPORT_FORMATS, type ImportFormat } from '../interop/guess-format.ts';
import { readJson } from '../interop/json.ts';
import { linesOf } from '../interop/lines.ts';
import { readMarkdown } from '../interop/markdown.ts';
import { readTutorialFile } from '../interop/tutorial.ts';
import { badRowsText, importSummary } from '../render/import-report.ts';
import { type CliContext, Failed } from './context.ts';
import { EXIT_CODE } from './exit-code.ts';
import { progressOn } from './progress.ts';
import { openSource, type ReadableFile } from './source-file.ts';
import { toProject } from './to-project.ts';

interface Flags {
  readonly format?: ImportFormat;
  readonly project?: string;
  readonly dryRun?: true;
  readonly skipBad?: true;
}

/** Brings tasks in from a file. Importing it again changes only what has changed in it. */
export function importCommand(context: CliContext): Command {
  return new Command('import')
    .description('Bring in tasks from a file; importing it again adds nothing twice')
    .argument('<file>', 'our JSON, the database of the tutorial, or Markdown checklists; - reads standard input')
    .addOption(new Option('--format <format>', 'default: by its name or content').choices(IMPORT_FORMATS))
    .option('--project <text>', 'for added tasks that name none (default: the project of the settings)')
    .option('--dry-run', 'tell what would change, and write nothing')
    .option('--skip-bad', 'leave out rows that break a rule, instead of importing nothing')
    .action(async (given: string, flags: Flags) => {
      const file = await openSource(given);
      try {
        await run(context, file, given, flags);
      } finally {
        await file.close();
      }
    });
}

async function run(context: CliContext, file: ReadableFile, name: string, flags: Flags): Promise<void> {
  const format = formatOf(file, name, flags.format);
  const project = toProject(flags.project);
  const [dryRun, skipBad] = [flags.dryRun === true, flags.skipBad === true];
  const progress = progressOn(process.stderr);
  const list = await context.open();
  try {
    const read = () => READERS[format](file, context);
    const report = await importTasks(list.call, read, { project, dryRun, skipBad, onProgress: progress.show });
    progress.end();
    if (dryRun || !report.refused) process.stdout.write(`${importSummary(report, name, dryRun)}\n`);
    if (report.badCount > 0) process.stderr.write(`${badRowsText(report)}\n`);
    if (report.refused) throw new Failed(EXIT_CODE.invalid);
  } catch (error) {
    progress.end();
    throw error instanceof TaskError && error.code === 'invalid'
      ? new Invalid(`Cannot import ${name}: ${error.message}.`, error.next)
      : error;
  } finally {
    await list.close();
  }
}

const READERS: Record<ImportFormat, (file: ReadableFile, context: CliContext) => Promise<SourceFile>> = {
  json: (file) => readJson(file.text()),
  markdown: (file) => readMarkdown(linesOf(file.text()), file.id),
  tutorial: async (file, context) => readTutorialFile(context.readTutorial(file.path), file.id),
};

/** A database must never be read as text: it may be the very list that is open. */
function formatOf({ start }: ReadableFile, name: string, asked: ImportFormat | undefined): ImportFormat {
  const guessed = guessFormat(name, start);
  const format = guessed === 'tutorial' ? guessed : (asked ?? guessed);
  if (format === undefined) {
    throw new Invalid(`The format of ${name} cannot be told.`, `Name it with --format: ${IMPORT_FORMATS.join(', ')}.`);
  }
  if (format !== 'tutorial' && start.includes('\0'))
    throw new Invalid(`${name} is no UTF-8 text.`, 'Save it as UTF-8, or name another file.');
  return format;
}
