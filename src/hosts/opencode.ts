import { join } from 'node:path';
import { type Host, SERVER } from './host.ts';
import { jsonFormat } from './json-format.ts';

const filesIn = (folder: string) => [join(folder, 'opencode.jsonc'), join(folder, 'opencode.json')] as const;

/** https://opencode.ai/docs/mcp-servers */
export const opencode: Host = {
  id: 'opencode',
  name: 'opencode',
  files: {
    user: ({ home, variables }) => filesIn(join(variables.XDG_CONFIG_HOME || join(home, '.config'), 'opencode')),
    project: ({ cwd }) => filesIn(cwd),
  },
  format: jsonFormat(['mcp', SERVER]),
  entry: ({ command, args, passDatabaseUrl }) => ({
    type: 'local',
    command: [command, ...args],
    ...(passDatabaseUrl && { environment: { DATABASE_URL: '{env:DATABASE_URL}' } }),
  }),
  next: {
    user: '`opencode mcp list` should say connected. Restart opencode if it is running.',
    project: '`opencode mcp list` should say connected in this folder. Restart opencode if it is running.',
  },
};
