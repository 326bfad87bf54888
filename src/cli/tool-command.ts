import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import { TaskError } from '../domain/errors.ts';
import type { Answer } from '../domain/once.ts';
import { explain } from '../tools/explain.ts';
import { TOOLS } from '../tools/index.ts';
import type { Tool } from '../tools/tool.ts';
import { withConsent } from './consent.ts';
import { type CliContext, Failed } from './context.ts';
import { EXIT_CODE } from './exit-code.ts';
import { type Argument, argumentsOf, toOption } from './flags.ts';
import { painted } from './paint.ts';

const STDIN = '-';

/** A tool as a command: its arguments are read from the tool's schema, its answer is the tool's text or, with --json, its data. */
export function toolCommand(tool: Tool, context: CliContext): Command {
  const { name, aliases, positionals } = tool.command;
  const all = argumentsOf(tool);
  const places = positionals.flatMap((place) => all.find((each) => each.name === place) ?? []);
  const flags = all.filter((each) => !places.includes(each));

  const command = new Command(name)
    .summary(tool.title)
    .description(inCommands(tool.description))
    .aliases([...aliases]);
  places.forEach((place, index) => {
    const last = index === places.length - 1 && place.isText ? '...' : '';
    const says = [place.description, `${STDIN} reads standard input`].filter(Boolean).join('; ');
    const called = `${place.name.replaceAll('_', '-')}${last}`;
    command.argument(place.isRequired ? `<${called}>` : `[${called}]`, says);
  });
  for (const flag of flags) command.addOption(toOption(flag));
  command.option('--json', 'answer as JSON');

  return command.action(async () => {
    const { json = false, ...options } = command.opts<Record<string, string | true> & { json?: boolean }>();
    const args = { ...(await readPlaces(places, command.processedArgs)), ...readFlags(flags, options) };
    await run(tool, args, { json: json === true, context });
  });
}

async function readPlaces(places: readonly Argument[], given: readonly unknown[]): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [index, place] of places.entries()) {
    if (given[index] === undefined) continue;
    const words = [given[index]].flat().map(String).join(' ');
    values[place.name] = place.read(words === STDIN ? (await readAll(process.stdin)).trim() : words);
  }
  return values;
}

function readFlags(
  flags: readonly Argument[],
  options: Readonly<Record<string, string | true>>,
): Record<string, unknown> {
  const given = flags.flatMap((flag) => {
    const text = options[toOption(flag).attributeName()];
    return text === undefined ? [] : [[flag.name, flag.read(String(text))]];
  });
  return Object.fromEntries(given);
}

async function run(
  tool: Tool,
  args: unknown,
  { json, context }: { json: boolean; context: CliContext },
): Promise<void> {
  try {
    const { data, text } = await invoke(tool, args, context);
    process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${painted(text, process.stdout)}\n`);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    const says = explain(error, inCommands);
    process.stderr.write(json ? `${JSON.stringify({ error: { code: error.code, message: says } })}\n` : `${says}\n`);
    throw new Failed(EXIT_CODE[error.code]);
  }
}

async function invoke(tool: Tool, args: unknown, context: CliContext): Promise<Answer> {
  const list = await context.open();
  try {
    const terminal = { input: process.stdin, output: process.stderr };
    return await withConsent((confirmed) => list.invoke(tool, args, confirmed), terminal);
  } finally {
    await list.close();
  }
}

/**
 * Our words with the commands and flags that a person would type in place of tools' names and arguments. Not for answers, nor for what an error
 * says is wrong: both may hold words of the user's.
 */
export function inCommands(text: string): string {
  const names = new Map(TOOLS.map((tool) => [tool.name, tool.command.name]));
  const inFlags = text.replace(/\b([a-z_]+): true\b/g, (_, name: string) => `--${name.replaceAll('_', '-')}`);
  return inFlags.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (word) => {
    const name = names.get(word);
    return name === undefined ? word : `\`${name}\``;
  });
}
