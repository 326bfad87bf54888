import { flagOf, SETTINGS } from './config.ts';
import { VERSION } from './version.ts';

const FLAGS: readonly (readonly [flag: string, help: string])[] = [
  ...Object.entries(SETTINGS).map(([name, { help }]) => [`--${flagOf(name)}`, help] as const),
  ['--verbose', 'JSON-RPC traffic on stderr, secrets masked'],
  ['--version', 'print the version'],
  ['--help', 'print this'],
];

/** This very program, so that the line works wherever it was installed. */
const CONNECT = `claude mcp add task-manager -- ${process.execPath} ${process.argv[1]}`;

export const HELP = `task-manager-mcp ${VERSION}: one task list for every AI host.

Usage: task-manager-mcp [flags]

Started by a host it serves MCP on standard input and output. To connect Claude Code:
  ${CONNECT}

Flags, each but the last three also an environment variable (--log-level: LOG_LEVEL):
${FLAGS.map(([flag, help]) => `  ${flag.padEnd(18)} ${help}`).join('\n')}
`;

/** Said to a person who started the server by hand, where it would otherwise seem to hang. */
export const WAITING = `task-manager-mcp ${VERSION} is waiting for MCP messages on standard input; a host usually starts it.
To connect Claude Code:
  ${CONNECT}
More: task-manager-mcp --help. Press Ctrl+C to stop.
`;
