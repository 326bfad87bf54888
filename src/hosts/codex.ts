import { join } from 'node:path';
import { type Host, SERVER } from './host.ts';
import { tomlFormat } from './toml-format.ts';

/** https://developers.openai.com/codex/mcp */
export const codex: Host = {
  id: 'codex',
  name: 'Codex',
  files: {
    user: ({ home, variables }) => [join(variables.CODEX_HOME || join(home, '.codex'), 'config.toml')],
    project: ({ cwd }) => [join(cwd, '.codex', 'config.toml')],
  },
  format: tomlFormat(['mcp_servers', SERVER], ['env_vars']),
  entry: ({ command, args, passDatabaseUrl }) => ({
    command,
    args,
    // Names what is passed on; it has no way to put a variable into a value.
    ...(passDatabaseUrl && { env_vars: ['DATABASE_URL'] }),
  }),
  next: {
    user: '`codex mcp list` should show it. Restart Codex if it is running.',
    project: 'Start Codex in this folder; it reads the file once you trust the project.',
  },
};
