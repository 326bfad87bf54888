import { statSync } from 'node:fs';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { expect, test } from 'vitest';
import { BIN } from '../support/child.ts';
import { Home } from '../support/home.ts';

const FILE = '.codex/config.toml';
const ENTRY = { command: process.execPath, args: [BIN] };

/** The servers as a program reads them. */
function servers(text: string): unknown {
  return getStaticTOMLValue(parseTOML(text.replace('\uFEFF', ''))).mcp_servers;
}

test.each([
  ['nothing', ''],
  ['a blank line', '\n'],
  ['a comment', '# mine'],
  ['settings', 'model = "x"\n\n[tui]\ntheme = "dark" # yes\n# the end\n'],
  ['no newline at the end', '[tui]\ntheme = "dark"'],
  ['blank lines at the end', 'model = "x"\n\n\n'],
  ['CRLF', 'model = "x"\r\n\r\n[tui]\r\ntheme = "dark"\r\n'],
  ['a byte order mark', '\uFEFFmodel = "x"\n'],
  ['another server', '[mcp_servers.other]\n\tcommand   =   "npx"\n'],
  ['servers in inline tables', '[mcp_servers]\nother = { command = "npx" }\n'],
  ['servers by dotted keys', 'mcp_servers.other.command = "npx"\n\n[tui]\n'],
  ['a text that looks like a table', 'note = """\n[mcp_servers.task-manager]\n"""\n'],
])('a file with %s keeps every byte of it', async (_, before) => {
  const home = new Home();
  home.write(FILE, before);
  expect(await home.install(['codex'])).toMatchObject({ code: 0, stderr: '' });
  const after = home.read(FILE);
  expect(after.startsWith(before)).toBe(true);
  expect(servers(after)).toMatchObject({ 'task-manager': ENTRY });

  const { mtimeNs } = statSync(home.path(FILE), { bigint: true });
  expect((await home.install(['codex'])).stdout).toContain('Codex is already connected');
  expect(statSync(home.path(FILE), { bigint: true }).mtimeNs).toBe(mtimeNs);

  await home.install(['codex', '--uninstall']);
  expect(home.read(FILE)).toBe(before);
});

test('what others put into the table stays; what moved is corrected', async () => {
  const home = new Home();
  const file = (command: string, args: string) =>
    `[mcp_servers.task-manager]\ncommand = ${command} # here\n# why\nargs = ${args}\nstartup_timeout_sec = 20\n\n[mcp_servers.task-manager.env]\nTASK_PROJECT = "wbe"\n\n# next\n[tui]\n`;
  home.write(FILE, file("'/old'", '[\n  "/old.js", # x\n]'));
  expect((await home.install(['codex'])).stdout).toContain('task-manager is updated in');
  expect(home.read(FILE)).toBe(file(JSON.stringify(process.execPath), JSON.stringify([BIN])));
  await home.install(['codex', '--uninstall']);
  expect(home.read(FILE)).toBe('\n# next\n[tui]\n');
});

test('a variable is added to those that are passed on already', async () => {
  const home = new Home();
  home.write(
    FILE,
    '[mcp_servers]\ntask-manager = { command = "/old", env_vars = ["A", "B"] }\nother = { command = "npx" }\n',
  );
  await home.install(['codex', '--pass-database-url']);
  expect(servers(home.read(FILE))).toEqual({
    'task-manager': { ...ENTRY, env_vars: ['DATABASE_URL', 'A', 'B'] },
    other: { command: 'npx' },
  });
  await home.install(['codex', '--uninstall']);
  expect(home.read(FILE)).toBe('[mcp_servers]\nother = { command = "npx" }\n');
});

test('fields that are missing are added as the table is written', async () => {
  const home = new Home();
  home.write(FILE, '[mcp_servers]\n  task-manager.command = "/old" # here\n  other.command = "npx"\n');
  await home.install(['codex']);
  expect(home.read(FILE)).toBe(
    `[mcp_servers]\n  task-manager.command = ${JSON.stringify(process.execPath)} # here\n  task-manager.args = ${JSON.stringify([BIN])}\n  other.command = "npx"\n`,
  );
});

test('an entry of another kind is replaced as a whole', async () => {
  const home = new Home();
  home.write(FILE, '[mcp_servers.task-manager]\nurl = "https://example.com/mcp"\n\n[tui]\n');
  await home.install(['codex']);
  expect(servers(home.read(FILE))).toEqual({ 'task-manager': ENTRY });
  expect(home.read(FILE).startsWith('\n[tui]\n')).toBe(true);
});

test.each([
  ['a value that is none', 'a = 1\nb = yes\n', 'line 2, column 5: '],
  ['a key given twice', 'a = 1\na = 2\n', 'line 2, column 1: '],
  [
    'servers that no table can be added to',
    '\nmcp_servers = { other = { command = "npx" } }\n',
    'line 2, column 1: table expected',
  ],
])('a file with %s is left alone, and the place is named', async (_, before, place) => {
  const home = new Home();
  home.write(FILE, before);
  const { code, stderr } = await home.install(['codex']);
  expect(code).toBe(1);
  expect(stderr).toContain(`${home.path(FILE)} is left as it is: ${place}`);
  expect(home.read(FILE)).toBe(before);
});
