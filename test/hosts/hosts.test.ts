import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Places } from '../../src/hosts/host.ts';
import { HOSTS } from '../../src/hosts/index.ts';
import { childEnvironment } from '../support/child.ts';
import { Home } from '../support/home.ts';

const Started = z.union([
  z.object({ command: z.string(), args: z.array(z.string()) }).transform(({ command, args }) => [command, ...args]),
  z.object({ command: z.array(z.string()) }).transform(({ command }) => command),
]);

test.each(HOSTS)('what install writes for $name starts a server that has the tools', async ({ id, files, format }) => {
  const home = new Home();
  await home.install([id, '--scope', 'project']);
  const [file] = files.project({ home: '', cwd: 'project', platform: 'linux', variables: {} }).slice(-1);
  const [command = '', ...args] = Started.parse(format.find(home.read(file ?? '')));
  const client = new Client({ name: id, version: '1.0.0' });
  onTestFinished(() => client.close());
  const env = childEnvironment({ HOME: home.folder, XDG_DATA_HOME: home.folder });
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'pipe' }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('add_task');
});

test('every host refers to the variable in its own way', () => {
  const launch = { command: 'node', args: ['bin.js'], passDatabaseUrl: true };
  const references = HOSTS.map(({ id, entry }) => {
    const { command, args, type, ...rest } = entry(launch);
    return [id, rest];
  });
  expect(Object.fromEntries(references)).toEqual({
    'claude-code': { env: { DATABASE_URL: `\${DATABASE_URL:-}` } },
    cursor: { env: { DATABASE_URL: `\${env:DATABASE_URL}` } },
    vscode: { env: { DATABASE_URL: `\${env:DATABASE_URL}` } },
    codex: { env_vars: ['DATABASE_URL'] },
    'gemini-cli': { env: { DATABASE_URL: `\${DATABASE_URL}` } },
    opencode: { environment: { DATABASE_URL: '{env:DATABASE_URL}' } },
  });
});

test.each(HOSTS)('$name gets no value of a variable, even when it is to pass it on', async ({ id }) => {
  const home = new Home();
  const env = { DATABASE_URL: 'postgres://ada:hunter2@db/tasks', TASK_PROJECT: 'hunter2' };
  const { stdout } = await home.install([id, '--pass-database-url', '--print'], env);
  expect(stdout).toContain('DATABASE_URL');
  expect(stdout).not.toContain('hunter2');
});

const LINUX: Places = { home: '/h', cwd: '/p', platform: 'linux', variables: {} };

test('every host is looked for where it keeps its configuration', () => {
  const places = (given: Partial<Places>) =>
    Object.fromEntries(HOSTS.map(({ id, files }) => [id, files.user({ ...LINUX, ...given }).join(' ')]));
  expect(places({})).toEqual({
    'claude-code': '/h/.claude/.config.json /h/.claude.json',
    cursor: '/h/.cursor/mcp.json',
    vscode: '/h/.config/Code/User/mcp.json',
    codex: '/h/.codex/config.toml',
    'gemini-cli': '/h/.gemini/settings.json',
    opencode: '/h/.config/opencode/opencode.jsonc /h/.config/opencode/opencode.json',
  });
  expect(places({ platform: 'darwin' })).toMatchObject({
    vscode: '/h/Library/Application Support/Code/User/mcp.json',
    opencode: '/h/.config/opencode/opencode.jsonc /h/.config/opencode/opencode.json',
  });
  expect(places({ platform: 'win32' }).vscode).toBe('/h/AppData/Roaming/Code/User/mcp.json');
  const variables = {
    APPDATA: '/appdata',
    XDG_CONFIG_HOME: '/xdg',
    CLAUDE_CONFIG_DIR: '/claude',
    CODEX_HOME: '/codex',
    GEMINI_CLI_HOME: '/gemini',
  };
  expect(places({ variables })).toEqual({
    'claude-code': '/claude/.config.json /claude/.claude.json',
    cursor: '/h/.cursor/mcp.json',
    vscode: '/xdg/Code/User/mcp.json',
    codex: '/codex/config.toml',
    'gemini-cli': '/gemini/.gemini/settings.json',
    opencode: '/xdg/opencode/opencode.jsonc /xdg/opencode/opencode.json',
  });
  expect(places({ platform: 'win32', variables }).vscode).toBe('/appdata/Code/User/mcp.json');
});

test('a project is connected by files in its folder', () => {
  expect(Object.fromEntries(HOSTS.map(({ id, files }) => [id, files.project(LINUX).join(' ')]))).toEqual({
    'claude-code': '/p/.mcp.json',
    cursor: '/p/.cursor/mcp.json',
    vscode: '/p/.vscode/mcp.json',
    codex: '/p/.codex/config.toml',
    'gemini-cli': '/p/.gemini/settings.json',
    opencode: '/p/opencode.jsonc /p/opencode.json',
  });
});
