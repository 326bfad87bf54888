import { flagOf, SETTINGS } from '../src/config.ts';
import { SURFACE } from '../src/mcp/surface.ts';
import { PROMPTS } from '../src/prompts/index.ts';
import { RESOURCES } from '../src/resources/index.ts';
import { TOOLS } from '../src/tools/index.ts';

export function toolsTable(): string {
  const rows = TOOLS.map(({ name, description, input }) => {
    const args = Object.entries(input.shape).map(
      ([field, schema]) => `\`${field}\`${schema.safeParse(undefined).success ? '' : '*'}`,
    );
    return `| \`${name}\` | ${description} | ${args.join(' ')} |`;
  });
  return ['| tool | what it does | arguments (`*` required) |', '|---|---|---|', ...rows].join('\n');
}

export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, { help }]) => `| \`${name}\` | \`--${flagOf(name)}\` | ${help} |`);
  return ['| variable | flag | what it sets |', '|---|---|---|', ...rows].join('\n');
}

export function resourcesTable(): string {
  const rows = RESOURCES.map(({ uri, description }) => `| \`${uri}\` | ${description} |`);
  return ['| resource | what it holds |', '|---|---|', ...rows].join('\n');
}

export function promptsTable(): string {
  const rows = PROMPTS.map(({ name, description, arguments: args }) => {
    const names = args.map(({ name: argument, required }) => `\`${argument}\`${required ? '*' : ''}`);
    return `| \`${name}\` | ${description} | ${names.join(' ')} |`;
  });
  return ['| prompt | what it is for | arguments (`*` required) |', '|---|---|---|', ...rows].join('\n');
}

/** As hosts give tools to their model: name, description and arguments; four characters are about a token. */
export function costSentence(): string {
  const characters = SURFACE.tools
    .map(({ name, description, inputSchema }) => JSON.stringify({ name, description, inputSchema }).length)
    .reduce((sum, length) => sum + length, SURFACE.instructions.length);
  const tokens = Math.round(characters / 4 / 100) * 100;
  return `It costs a model little: all tools and instructions together are about ${tokens.toLocaleString('en')} tokens, and a task in a list is one line.`;
}
