import { VERSION } from './version.ts';

/** This very program, so that the line works wherever it was installed. */
const CONNECT = `claude mcp add task-manager -- ${process.execPath} ${process.argv[1]}`;

/** Said to a person who started the server by hand, where it would otherwise seem to hang. */
export const WAITING = `task-manager-mcp ${VERSION} is waiting for MCP messages on standard input; a host usually starts it.
To connect Claude Code:
  ${CONNECT}
More: task-manager-mcp --help. Press Ctrl+C to stop.
`;

/** What stands below the list of commands. */
export const FOOTER = `
Without a command it serves MCP on standard input and output (--verbose shows the traffic). To connect Claude Code:
  ${CONNECT}

Each flag above is also an environment variable: --log-level is LOG_LEVEL, --read-only is READ_ONLY=true.

Exit codes: 0 done; 2 a wrong argument or setting; 3 no such task; 4 nobody has agreed to it; 5 the database cannot be used; 1 anything else.`;
