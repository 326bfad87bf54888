import { claudeCode } from '../src/hosts/claude-code.ts';
import type { Host, Places } from '../src/hosts/host.ts';
import { HOSTS } from '../src/hosts/index.ts';
import { blockOf } from '../src/hosts/plan.ts';

const CLONE = '/absolute/path/to/task-manager-mcp';
const PROGRAM = { command: `${CLONE}/node_modules/.bin/node`, args: [`${CLONE}/dist/bin.js`] };
const PLACES: Places = { home: '~', cwd: '', platform: 'linux', variables: {} };
const PLATFORMS: readonly (readonly [string, Partial<Places>])[] = [
  ['Linux', {}],
  ['macOS', { platform: 'darwin' }],
  ['Windows', { platform: 'win32', variables: { APPDATA: '%APPDATA%' } }],
];

/** Its block shows the reference, which stands for nothing where the variable is not set. */
const SHOWS_REFERENCE = claudeCode;

/** A section per host: the one command, the files, and what is written into them. */
export function hostSections(): string {
  return HOSTS.map(section).join('\n\n');
}

function section(host: Host): string {
  const launch = { ...PROGRAM, passDatabaseUrl: host === SHOWS_REFERENCE };
  const block = blockOf(host, launch).trimEnd();
  return `### ${host.name}

\`npm run cli -- install ${host.id}\`, or by hand in ${userFiles(host)}. For a project: \`${lastOf(host.files.project(PLACES))}\` in its folder.

\`\`\`${isJson(host) ? 'json' : 'toml'}
${block}
\`\`\`

${host.next.user}
${launch.passDatabaseUrl ? 'The `env` part, which `--pass-database-url` writes, passes on your `DATABASE_URL`; leave that variable unset or the part out to use the default file.' : `To have it pass on your \`DATABASE_URL\`, add ${addition(host)} to the entry.`}`;
}

const lastOf = (files: readonly string[]) => files.at(-1) ?? '';

function userFiles(host: Host): string {
  const files = PLATFORMS.map(([name, given]) => [name, lastOf(host.files.user({ ...PLACES, ...given }))] as const);
  if (new Set(files.map(([, file]) => file)).size === 1) return `\`${files[0]?.[1]}\``;
  return files.map(([name, file]) => `\`${file}\` (${name})`).join(', ');
}

const isJson = ({ format }: Host) => format.put('', {}).startsWith('{');

/** What the entry has more where the variable is passed on. */
function addition(host: Host): string {
  const before = host.entry({ ...PROGRAM, passDatabaseUrl: false });
  const after = Object.entries(host.entry({ ...PROGRAM, passDatabaseUrl: true }));
  return after
    .filter(([key]) => before[key] === undefined)
    .map(
      ([key, value]) =>
        `\`${isJson(host) ? `"${key}": ` : `${key} = `}${JSON.stringify(value).replace('":"', '": "')}\``,
    )
    .join(' and ');
}
