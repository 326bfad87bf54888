import { join } from 'node:path';
import { type Host, SERVER } from './host.ts';
import { jsonFormat } from './json-format.ts';

/** https://cursor.com/docs/mcp */
export const cursor: Host = {
  id: 'cursor',
  name: 'Cursor',
  files: {
    user: ({ home }) => [join(home, '.cursor', 'mcp.json')],
    project: ({ cwd }) => [join(cwd, '.cursor', 'mcp.json')],
  },
  format: jsonFormat(['mcpServers', SERVER]),
  entry: ({ command, args, passDatabaseUrl }) => ({
    command,
    args,
    ...(passDatabaseUrl && { env: { DATABASE_URL: `\${env:DATABASE_URL}` } }),
  }),
  next: {
    user: 'Restart Cursor; the server should show a green dot under Settings, MCP.',
    project: 'Open this folder in Cursor and enable the server under Settings, MCP.',
  },
};
