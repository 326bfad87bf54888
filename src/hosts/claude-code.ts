import { join } from 'node:path';
import { type Host, SERVER } from './host.ts';
import { jsonFormat } from './json-format.ts';

/** https://code.claude.com/docs/en/mcp */
export const claudeCode: Host = {
  id: 'claude-code',
  name: 'Claude Code',
  files: {
    // It still prefers the first, of its early days, where that exists.
    user: ({ home, variables: { CLAUDE_CONFIG_DIR: own } }) => [
      join(own || join(home, '.claude'), '.config.json'),
      join(own || home, '.claude.json'),
    ],
    project: ({ cwd }) => [join(cwd, '.mcp.json')],
  },
  // It reports a project's file without the group as broken.
  format: jsonFormat(['mcpServers', SERVER], { needsGroup: true }),
  entry: ({ command, args, passDatabaseUrl }) => ({
    command,
    args,
    // With a default, since it passes a reference to an unset variable on as it stands.
    ...(passDatabaseUrl && { env: { DATABASE_URL: `\${DATABASE_URL:-}` } }),
  }),
  next: {
    user: '`claude mcp list` should say Connected. Restart Claude Code if it is running.',
    project: 'Start Claude Code in this folder and approve the server when it asks.',
  },
};
