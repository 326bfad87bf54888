import { join } from 'node:path';
import { type Host, SERVER } from './host.ts';
import { jsonFormat } from './json-format.ts';

/** https://geminicli.com/docs/tools/mcp-server */
export const geminiCli: Host = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  files: {
    user: ({ home, variables }) => [join(variables.GEMINI_CLI_HOME || home, '.gemini', 'settings.json')],
    project: ({ cwd }) => [join(cwd, '.gemini', 'settings.json')],
  },
  format: jsonFormat(['mcpServers', SERVER]),
  entry: ({ command, args, passDatabaseUrl }) => ({
    command,
    args,
    // Without a default: older versions would not replace `${NAME:-}`.
    ...(passDatabaseUrl && { env: { DATABASE_URL: `\${DATABASE_URL}` } }),
  }),
  next: {
    user: '`gemini mcp list` should say Connected in a folder that you trust. Restart Gemini CLI if it is running.',
    project: 'Start Gemini CLI in this folder; it connects once you trust the folder.',
  },
};
