import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOSTS } from '../../src/hosts/index.ts';
import { BIN } from '../support/child.ts';
import { Home } from '../support/home.ts';

const FILE = '.cursor/mcp.json';
const IDS = 'claude-code, cursor, vscode, codex, gemini-cli, opencode';

test('installing says what was done, where, and what comes next', async () => {
  const home = new Home();
  expect(await home.install(['claude-code'])).toEqual({
    code: 0,
    stdout: `Claude Code is connected: task-manager is added in ${home.path('.claude.json')}.
\`claude mcp list\` should say Connected. Restart Claude Code if it is running.
`,
    stderr: '',
  });
  expect(await home.install(['claude-code', '--uninstall'])).toEqual({
    code: 0,
    stdout: `Claude Code is disconnected: task-manager is removed from ${home.path('.claude.json')}.
Restart Claude Code if it is running.
`,
    stderr: '',
  });
});

test.each(HOSTS)('$name is connected, twice without harm, for the user and for a project', async ({ id, name }) => {
  const home = new Home();
  for (const scope of ['user', 'project']) {
    expect((await home.install([id, '--scope', scope])).stdout).toContain(
      `${name} is connected: task-manager is added`,
    );
    expect(await home.install([id, '--scope', scope])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${name} is already connected`),
    });
    expect(await home.install([id, '--scope', scope, '--uninstall'])).toMatchObject({ code: 0, stderr: '' });
    expect(await home.install([id, '--scope', scope, '--uninstall'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${name} is not connected`),
    });
  }
});

test('printing shows what would be written and writes nothing', async () => {
  const home = new Home();
  const { code, stdout } = await home.install(['vscode', '--scope', 'project', '--pass-database-url', '--print']);
  expect(code).toBe(0);
  const [where, ...block] = stdout.split('\n\n');
  expect(where).toBe(`Would put into ${home.path('project/.vscode/mcp.json')}:`);
  expect(JSON.parse(block.join(''))).toEqual({
    servers: {
      'task-manager': {
        type: 'stdio',
        command: process.execPath,
        args: [BIN],
        env: { DATABASE_URL: `\${env:DATABASE_URL}` },
      },
    },
  });
  expect(readdirSync(home.project)).toEqual([]);

  await home.install(['vscode', '--scope', 'project']);
  const { stdout: removal } = await home.install(['vscode', '--scope', 'project', '--print', '--uninstall']);
  expect(removal).toBe(`Would remove task-manager from ${home.path('project/.vscode/mcp.json')}.\n`);
  expect(home.read('project/.vscode/mcp.json')).toContain('task-manager');
});

test.each([
  ['a host that it does not know', ['zed'], `No host "zed". Hosts: ${IDS}.\n`],
  ['no host', [], `Name a host. Hosts: ${IDS}.\n`],
  [
    'an unknown scope',
    ['cursor', '--scope', 'all'],
    "task-manager-mcp: Option '--scope <scope>' argument 'all' is invalid. Allowed choices are user, project. See task-manager-mcp --help.\n",
  ],
  [
    'an unknown flag',
    ['cursor', '--force'],
    "task-manager-mcp: Unknown option '--force'. See task-manager-mcp --help.\n",
  ],
  [
    'a variable to pass on when it takes the server out',
    ['cursor', '--uninstall', '--pass-database-url'],
    "task-manager-mcp: Option '--pass-database-url' cannot be used with option '--uninstall'. See task-manager-mcp --help.\n",
  ],
  [
    'a setting, whose value belongs into no file',
    ['cursor', '--database-url', 'postgres://u:secret@h/d'],
    'install takes no --database-url: values of settings are not written into files. For DATABASE_URL use --pass-database-url.\n',
  ],
])('given %s it says what is allowed and touches nothing', async (_, args, stderr) => {
  const home = new Home();
  expect(await home.install(args)).toEqual({ code: 2, stdout: '', stderr });
  expect(home.has('.cursor')).toBe(false);
});

test('a file keeps its rights, and nothing else is left in its folder', async () => {
  const home = new Home();
  home.write(FILE, '{}');
  chmodSync(home.path(FILE), 0o600);
  await home.install(['cursor']);
  expect(statSync(home.path(FILE)).mode & 0o777).toBe(0o600);
  expect(readdirSync(home.path('.cursor'))).toEqual(['mcp.json']);
});

test('a symbolic link stays one, and the file that it leads to is changed', async () => {
  const home = new Home();
  home.write('dotfiles/mcp.json', '{}');
  mkdirSync(home.path('.cursor'));
  symlinkSync('../dotfiles/mcp.json', home.path(FILE));
  await home.install(['cursor']);
  expect(readlinkSync(home.path(FILE))).toBe('../dotfiles/mcp.json');
  expect(home.read('dotfiles/mcp.json')).toContain('task-manager');
});

test('a symbolic link that leads nowhere yet gets its file', async () => {
  const home = new Home();
  mkdirSync(home.path('.cursor'));
  symlinkSync('../dotfiles/mcp.json', home.path(FILE));
  await home.install(['cursor']);
  expect(lstatSync(home.path(FILE)).isSymbolicLink()).toBe(true);
  expect(home.read('dotfiles/mcp.json')).toContain('task-manager');
});

test('of several files the one that holds the entry is changed, else the first that exists', async () => {
  const home = new Home();
  home.write('project/opencode.jsonc', '{}');
  await home.install(['opencode', '--scope', 'project']);
  expect(readdirSync(home.project)).toEqual(['opencode.jsonc']);

  home.write('project/opencode.jsonc', '{}');
  home.write('project/opencode.json', '{ "mcp": { "task-manager": { "command": ["/old"] } } }');
  const { stdout } = await home.install(['opencode', '--scope', 'project']);
  expect(stdout).toContain(`updated in ${home.path('project/opencode.json')}`);
  expect(home.read('project/opencode.jsonc')).toBe('{}');
});

test('a file that is not text, and what is no file, are left alone', async () => {
  const home = new Home();
  home.write(FILE, new Uint8Array([0x7b, 0xff, 0x7d]));
  expect(await home.install(['cursor'])).toMatchObject({
    code: 1,
    stderr: `${home.path(FILE)} is left as it is: it is not UTF-8 text. Save it as UTF-8 and run the command again.\n`,
  });
  mkdirSync(join(home.project, '.mcp.json'));
  expect(await home.install(['claude-code', '--scope', 'project'])).toMatchObject({
    code: 1,
    stderr: `${home.path('project/.mcp.json')} is left as it is: it cannot be read or written (EISDIR). Check the rights of the file and its folder.\n`,
  });
});
