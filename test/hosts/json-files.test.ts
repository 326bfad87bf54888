import { chmodSync, statSync } from 'node:fs';
import { type ParseError, parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { BIN } from '../support/child.ts';
import { Home } from '../support/home.ts';

const FILE = '.cursor/mcp.json';
const OTHER = '"other": { "command": "npx", "args": ["-y", "other"] }';

const CONFIGURATIONS: Readonly<Record<string, string>> = {
  'other servers': `{\n  "mcpServers": {\n    ${OTHER}\n  }\n}\n`,
  'other keys only': '{\n  "theme": "dark"\n}\n',
  'keys behind the servers': `{\n  "mcpServers": {\n    ${OTHER}\n  },\n  "theme": "dark"\n}\n`,
  'an empty group before other keys': '{\n  "mcpServers": {},\n  "theme": "dark"\n}\n',
  tabs: `{\n\t"mcpServers": {\n\t\t${OTHER}\n\t}\n}\n`,
  'four blanks': `{\n    "mcpServers": {\n        ${OTHER}\n    }\n}\n`,
  CRLF: `{\r\n  "mcpServers": {\r\n    ${OTHER}\r\n  }\r\n}\r\n`,
  'a byte order mark': `\uFEFF{\n  "mcpServers": {\n    ${OTHER}\n  }\n}\n`,
  'no newline at the end': `{\n  "mcpServers": {\n    ${OTHER}\n  }\n}`,
  'one line': `{ "mcpServers": { ${OTHER} }, "theme": "dark" }\n`,
  'one line without blanks': '{"mcpServers":{"other":{"command":"npx"}},"theme":"dark"}',
  'trailing commas': `{\n  "mcpServers": {\n    ${OTHER},\n  },\n}\n`,
  'braces and members in odd places': `{"a":\n 1\n,   "mcpServers":\n{\n ${OTHER}  }}\n\n\n`,
  'comments around': `// top\n{\n  /* a */ "mcpServers": { // b\n    // c\n    ${OTHER}\n    // "off": {}\n  } // d\n} // e\n`,
  'strings that look like comments':
    '{\n  "url": "https://x/*y*/",\n  "mcpServers": {\n    "o": { "command": "//" }\n  }\n}\n',
  'an empty object': '{}',
};

test.each(Object.entries(CONFIGURATIONS))('a file with %s keeps every byte of it', async (_, before) => {
  const home = new Home();
  home.write(FILE, before);
  expect(await home.install(['cursor'])).toMatchObject({ code: 0, stderr: '' });
  const after = home.read(FILE);
  expect(keptBytes(before, after)).toBe(before.length);
  const { mcpServers, ...rest } = read(after);
  const { mcpServers: others, ...restBefore } = read(before);
  expect(rest).toEqual(restBefore);
  expect(mcpServers).toEqual({ ...others, 'task-manager': { command: process.execPath, args: [BIN] } });

  const { mtimeNs } = statSync(home.path(FILE), { bigint: true });
  expect((await home.install(['cursor'])).stdout).toContain('Cursor is already connected');
  expect(home.read(FILE)).toBe(after);
  expect(statSync(home.path(FILE), { bigint: true }).mtimeNs).toBe(mtimeNs);

  expect(await home.install(['cursor', '--uninstall'])).toMatchObject({ code: 0, stderr: '' });
  expect(home.read(FILE)).toBe(before);
});

function read(text: string) {
  const errors: ParseError[] = [];
  const value = parse(text.replace('\uFEFF', ''), errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value;
}

/** How many of the first text's characters the second has before and behind what was put in between. */
function keptBytes(before: string, after: string): number {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return start + end;
}

test('a comment stays with the server that it speaks of', async () => {
  const home = new Home();
  const before = `{\n  "mcpServers": {\n    ${OTHER} // theirs\n  }\n}\n`;
  home.write(FILE, before);
  await home.install(['cursor']);
  expect(home.read(FILE).replace(process.execPath, 'NODE').replace(BIN, 'BIN')).toMatchInlineSnapshot(`
    "{
      "mcpServers": {
        "other": { "command": "npx", "args": ["-y", "other"] }, // theirs
        "task-manager": {
          "command": "NODE",
          "args": ["BIN"]
        }
      }
    }
    "
  `);
  await home.install(['cursor', '--uninstall']);
  expect(home.read(FILE)).toBe(before);
});

test.each([
  ['that is missing', undefined],
  ['that is empty', ''],
  ['of blanks', ' \n\n'],
  ['of comments', '// nothing yet\n'],
])('a file %s gets the entry, and an empty object when it is taken out', async (_, before) => {
  const home = new Home();
  if (before !== undefined) home.write(FILE, before);
  await home.install(['cursor']);
  const entry = { command: process.execPath, args: [BIN] };
  const block = JSON.stringify({ mcpServers: { 'task-manager': entry } }, null, 2).replace(/\[\s+(.*)\s+\]/, '[$1]');
  expect(home.read(FILE)).toBe(`${before ?? ''}${block}\n`);
  await home.install(['cursor', '--uninstall']);
  expect(home.read(FILE)).toBe(`${before ?? ''}{}\n`);
});

test('the blanks of an object that was empty are all that may be lost', async () => {
  const home = new Home();
  home.write(FILE, '{\n  "mcpServers": { },\n  "a": {\n  }\n}\n');
  await home.install(['cursor']);
  await home.install(['cursor', '--uninstall']);
  expect(home.read(FILE)).toBe('{\n  "mcpServers": {},\n  "a": {\n  }\n}\n');
});

test('Claude Code, which needs the group of servers, keeps it when its file holds nothing else', async () => {
  const home = new Home();
  await home.install(['claude-code', '--scope', 'project']);
  await home.install(['claude-code', '--scope', 'project', '--uninstall']);
  expect(JSON.parse(home.read('project/.mcp.json'))).toEqual({ mcpServers: {} });
});

test('what others put into the entry stays; what moved is corrected', async () => {
  const home = new Home();
  const before = `{ "mcpServers": { "task-manager": {
    "command": "/old/node", // once here
    "args": [ "/old/bin.js" ],
    "env": { "TASK_PROJECT": "wbe" }, "disabled": false } } }`;
  home.write(FILE, before);
  expect((await home.install(['cursor'])).stdout).toContain('task-manager is updated in');
  expect(home.read(FILE)).toBe(
    before.replace('"/old/node"', JSON.stringify(process.execPath)).replace('[ "/old/bin.js" ]', JSON.stringify([BIN])),
  );
  await home.install(['cursor', '--pass-database-url']);
  const { env } = parse(home.read(FILE)).mcpServers['task-manager'];
  expect(env).toEqual({ TASK_PROJECT: 'wbe', DATABASE_URL: `\${env:DATABASE_URL}` });
});

test('an entry of another kind is replaced as a whole', async () => {
  const home = new Home();
  home.write(FILE, '{"mcpServers": {"task-manager": {"url": "https://example.com/mcp"}, "other": {}}}');
  await home.install(['cursor']);
  expect(JSON.parse(home.read(FILE)).mcpServers).toEqual({
    'task-manager': { command: process.execPath, args: [BIN] },
    other: {},
  });
});

test('the entry is taken out from between others without touching their comments', async () => {
  const home = new Home();
  const file = (ours: string) => `{ "mcpServers": {\n  // first\n  "a": {}, // of a\n${ours}  // of b\n  "b": {}\n} }`;
  home.write(FILE, file('  "task-manager": {\n    "command": "/n" // ours\n  },\n'));
  await home.install(['cursor', '--uninstall']);
  expect(home.read(FILE)).toBe(file(''));
});

test.each([
  ['a missing brace', '{\n  "mcpServers": {\n', 'line 3, column 1: close brace expected'],
  ['a missing comma', '{\n  "a": 1\n  "b": 2\n}\n', 'line 3, column 3: comma expected'],
  ['a list', '[]', 'line 1, column 1: object expected, not array'],
  ['servers that are a list', '{\r\n  "mcpServers": []\r\n}', 'line 2, column 17: object expected, not array'],
])('a file with %s is left alone, and the place is named', async (_, before, place) => {
  const home = new Home();
  home.write(FILE, before);
  chmodSync(home.path(FILE), 0o640);
  const { mtimeNs } = statSync(home.path(FILE), { bigint: true });
  expect(await home.install(['cursor'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `${home.path(FILE)} is left as it is: ${place}. Mend it there and run the command again.\n`,
  });
  expect(home.read(FILE)).toBe(before);
  expect(statSync(home.path(FILE), { bigint: true }).mtimeNs).toBe(mtimeNs);
});
