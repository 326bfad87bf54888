import { Command, Option } from 'commander';
import { projectFilter } from '../domain/call.ts';
import { type ExportedTask, type ExportOrder, exportTasks, type TaskExport } from '../domain/export-tasks.ts';
import { writeCsv } from '../interop/csv.ts';
import { writeJson } from '../interop/json.ts';
import { writeMarkdown } from '../interop/markdown.ts';
import { status, toStatuses } from '../tools/arguments.ts';
import type { CliContext } from './context.ts';
import { openTarget } from './target-file.ts';
import { toProject } from './to-project.ts';

interface Format {
  readonly write: (list: TaskExport) => AsyncIterable<string>;
  readonly order: ExportOrder;
  readonly ending: RegExp;
}

const FORMATS: Readonly<Record<string, Format>> = {
  json: { write: writeJson, order: 'id', ending: /\.json$/i },
  csv: { write: writeCsv, order: 'id', ending: /\.csv$/i },
  markdown: { write: writeMarkdown, order: 'project', ending: /\.(?:md|markdown)$/i },
};
const DEFAULT = 'json';

interface Flags {
  readonly format?: string;
  readonly output?: string;
  readonly project?: string;
  readonly status?: NonNullable<Parameters<typeof toStatuses>[0]>;
}

/** Writes the tasks out as they are, to a file or to standard output. */
export function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description('Write all tasks out: as JSON without loss, as CSV for spreadsheets, as Markdown checklists')
    .addOption(
      new Option('--format <format>', `default: by the ending of the file, else ${DEFAULT}`).choices(
        Object.keys(FORMATS),
      ),
    )
    .option('--output <file>', 'file to write (default: standard output)')
    .option('--project <text>', 'only this one; "*": all (default: the project of the settings)')
    .addOption(new Option('--status <status>', 'only these (default: all)').choices(status.unwrap().options))
    .action((flags: Flags) => run(context, flags));
}

async function run(context: CliContext, flags: Flags): Promise<void> {
  const { output } = flags;
  const { write, order } = formatOf(flags);
  const query = { project: toProject(flags.project), statuses: toStatuses(flags.status), order };
  const target = await openTarget(output);
  const { call, close } = await context.open();
  try {
    let count = 0;
    const list = await exportTasks(call, query);
    const tasks = watched(list.tasks, () => count++);
    if (!(await target.write(write({ ...list, tasks })))) return;
    const project = projectFilter(call, query.project);
    const where = `${project === undefined ? '' : ` of project ${project}`}${output === undefined ? '' : ` to ${output}`}`;
    process.stderr.write(`Exported ${count} task${count === 1 ? '' : 's'}${where}.\n`);
  } finally {
    await close();
  }
}

async function* watched(tasks: AsyncIterable<ExportedTask>, onTask: () => void): AsyncGenerator<ExportedTask> {
  for await (const task of tasks) {
    onTask();
    yield task;
  }
}

function formatOf({ format, output }: Flags): Format {
  const byEnding = Object.values(FORMATS).find(({ ending }) => output !== undefined && ending.test(output));
  const found = format === undefined ? (byEnding ?? FORMATS[DEFAULT]) : FORMATS[format];
  if (found === undefined) throw new Error(`no such format: ${format}`);
  return found;
}
