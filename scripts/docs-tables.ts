import { flagOf, SETTINGS } from '../src/config.ts';
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
