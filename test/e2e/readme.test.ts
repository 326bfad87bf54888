import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { childEnvironment } from '../support/child.ts';
import { newFolder } from '../support/folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8').replaceAll('/absolute/path/to/task-manager-mcp', ROOT);

const Configuration = z.object({
  mcpServers: z.object({
    'task-manager': z.object({
      command: z.string(),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()).default({}),
    }),
  }),
});

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

test.each(['Claude Code', 'Cursor'])('the configuration for %s starts a server that has the tools', async (host) => {
  const [block = ''] = blocks(host, 'json');
  const { command, args, env } = Configuration.parse(JSON.parse(block)).mcpServers['task-manager'];
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, expanded(value)]));
  const client = new Client({ name: 'readme', version: '1.0.0' });
  onTestFinished(() => client.close());
  const home = { XDG_DATA_HOME: newFolder() };
  await client.connect(
    new StdioClientTransport({ command, args, env: childEnvironment({ ...given, ...home }), stderr: 'pipe' }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('add_task');
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
