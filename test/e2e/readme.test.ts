import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { childEnvironment } from '../support/child.ts';
import { newFolder } from '../support/folder.ts';
import { Home } from '../support/home.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8').replaceAll('/absolute/path/to/task-manager-mcp', ROOT);

const Entry = z
  .object({
    command: z.union([z.string(), z.array(z.string())]),
    args: z.array(z.string()).default([]),
    env: z.record(z.string(), z.string()).default({}),
  })
  .transform(({ command, args, env }) => ({ command: [command, args].flat(), env }));

const READ = { json: JSON.parse, toml: (text: string) => getStaticTOMLValue(parseTOML(text)) };

/** Every host has a name of its own for the group of servers. */
const Configuration = z.record(z.string(), z.object({ 'task-manager': Entry }));

/** The fenced blocks of one language under a heading, as they stand but for the clone's path. */
function blocks(heading: string, language: string): string[] {
  const [, section = ''] = README.split(`### ${heading}\n`);
  const [own = ''] = section.split(/\n##+ /);
  return [...own.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, code = '']) => code);
}

/** `${NAME:-default}` with the variable not set, as Claude Code replaces it. */
function expanded(text: string): string {
  return text.replace(/\$\{\w+:-(.*?)\}/g, '$1');
}

test.each([
  ['Claude Code', 'json', 'mcpServers'],
  ['Cursor', 'json', 'mcpServers'],
  ['VS Code', 'json', 'servers'],
  ['Codex', 'toml', 'mcp_servers'],
  ['Gemini CLI', 'json', 'mcpServers'],
  ['opencode', 'json', 'mcp'],
] as const)('the configuration for %s starts a server that has the tools', async (host, language, group) => {
  const [block = ''] = blocks(host, language);
  const entry = Configuration.parse(READ[language](block))[group]?.['task-manager'];
  const [command = '', ...args] = entry?.command ?? [];
  const given = Object.fromEntries(Object.entries(entry?.env ?? {}).map(([name, value]) => [name, expanded(value)]));
  const client = new Client({ name: 'readme', version: '1.0.0' });
  onTestFinished(() => client.close());
  const home = { XDG_DATA_HOME: newFolder() };
  await client.connect(
    new StdioClientTransport({ command, args, env: childEnvironment({ ...given, ...home }), stderr: 'pipe' }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('add_task');
});

test('the one command connects a host as its section says', async () => {
  const home = new Home();
  const [block = ''] = blocks('Cursor', 'json');
  await home.install(['cursor']);
  const written = home.read('.cursor/mcp.json');
  expect(written.replace(process.execPath, join(ROOT, 'node_modules/.bin/node'))).toBe(block);
});

test('the code for an own agent runs as it stands', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/@modelcontextprotocol'), join(folder, 'node_modules/@modelcontextprotocol'));
  symlinkSync(ROOT, join(folder, 'node_modules/task-manager-mcp'));
  const outputs: string[] = [];
  for (const [index, code] of blocks('Your own agent', 'js').entries()) {
    writeFileSync(join(folder, `agent-${index}.mjs`), code);
    const env = childEnvironment({ XDG_DATA_HOME: folder, HOME: folder });
    const { stdout } = await promisify(execFile)(process.execPath, [`agent-${index}.mjs`], { cwd: folder, env });
    outputs.push(stdout.trim());
  }
  expect(outputs).toEqual(['Created task #1: Review PR (high)', 'No tasks found. 0']);
});
