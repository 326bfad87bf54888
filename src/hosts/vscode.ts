import { join } from 'node:path';
import { type Host, type Places, SERVER } from './host.ts';
import { jsonFormat } from './json-format.ts';

/** https://code.visualstudio.com/docs/copilot/reference/mcp-configuration */
export const vscode: Host = {
  id: 'vscode',
  name: 'VS Code',
  files: {
    user: (places) => [join(userFolder(places), 'Code', 'User', 'mcp.json')],
    project: ({ cwd }) => [join(cwd, '.vscode', 'mcp.json')],
  },
  format: jsonFormat(['servers', SERVER]),
  entry: ({ command, args, passDatabaseUrl }) => ({
    type: 'stdio',
    command,
    args,
    ...(passDatabaseUrl && { env: { DATABASE_URL: `\${env:DATABASE_URL}` } }),
  }),
  next: {
    user: 'Run `MCP: List Servers` from the command palette and start the server.',
    project: 'Open this folder in VS Code, run `MCP: List Servers` from the command palette and start the server.',
  },
};

function userFolder({ home, platform, variables }: Places): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return variables.APPDATA || join(home, 'AppData', 'Roaming');
  return variables.XDG_CONFIG_HOME || join(home, '.config');
}
