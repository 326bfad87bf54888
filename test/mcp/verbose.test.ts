import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BIN, childEnvironment, RawServer } from '../support/child.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { gistOf, rawCall, refusal, untilSaid } from '../support/raw.ts';

const newServer = (args: readonly string[] = ['--verbose']) => new RawServer({ DATABASE_URL: newDatabase() }, args);

/** The messages that the traffic shows in that direction. */
function traffic(server: RawServer, direction: '→' | '←'): unknown[] {
  const lines = server.stderr.split('\n').filter((line) => line.startsWith(`${direction} `));
  return lines.map((line) => JSON.parse(line.slice(2)));
}

test('--verbose shows every message in both directions on standard error', async () => {
  const server = newServer();
  const request = rawCall(1, 'add_task', { title: 'Watched' });
  await server.request({ ...request });
  await refusal(server, 'not a message');
  server.process.stdin.end();
  await server.exit();
  expect(traffic(server, '→')).toEqual([request]);
  expect(traffic(server, '←')).toEqual(server.messages);
});

test.each([
  ['as it is', 'not a message', '↛ not a message'],
  ['with control characters escaped', 'not\u001b[31m', '↛ not\\u001b[31m'],
  ['without the token in a batch', '[{"token":"CANARY"}]', '↛ [{"token":"***"}]'],
  ['without the token in what is cut off', '{"a":1,"lease_token": "CAN ARY', '↛ {"a":1,"lease_token": ***'],
  ['without an API token in prose', 'hello tmk_CANARY', '↛ hello ***'],
  ['cut to a thousand characters', 'x'.repeat(5_000), `↛ ${'x'.repeat(1_000)}`],
])('--verbose shows a line that is refused, %s', async (_, line, shown) => {
  const server = newServer();
  await refusal(server, line);
  server.process.stdin.end();
  await server.exit();
  expect(server.stderr.split('\n')).toEqual([shown, expect.stringMatching(/^← .*"code":-32/), '']);
});

test('--verbose survives a text that holds JSON nested too deep to be walked', async () => {
  const server = newServer();
  const description = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const answer = await server.request({ ...rawCall(1, 'add_task', { title: 'Deep', description }) });
  expect(gistOf(answer)).toBe('Created task #1: Deep (medium)');
});

test('without --verbose nothing is said on standard error', async () => {
  const server = newServer([]);
  await server.request({ ...rawCall(1, 'add_task', { title: 'Unwatched' }) });
  server.process.stdin.end();
  await server.exit();
  expect(server.stderr).toBe('');
});

test.each([
  ['an API token', { title: 'tmk_CANARY' }],
  ['the token of a lease', { title: 'tml_CANARY' }],
  ['a signing secret', { title: 'whsec_CANARY+/=' }],
  ['a bearer token', { title: 'Bearer CANARY.a-b_c~d' }],
  ['a token by its name', { token: 'CANARY' }],
  ['a token by the end of its name', { lease_token: 'CANARY' }],
  ['a secret with quotes in it', { client_secret: 'a\\"CANARY\\\\' }],
  ['a password', { password: 'CANARY' }],
  ['an API key', { apiKey: 'CANARY' }],
  ['an authorization header', { Authorization: 'Basic CANARY' }],
  ['a lease', { lease: 'CANARY' }],
  ['a secret deep inside', { a: [{ b: { token: 'CANARY' } }] }],
])('--verbose masks %s and leaves the rest readable', async (_, args) => {
  const server = newServer();
  const id = 1;
  await server.request({ ...rawCall(id, 'add_task', { ...args, description: 'plain' }) });
  server.process.stdin.end();
  await server.exit();
  expect(server.stderr).not.toContain('CANARY');
  expect(server.stderr).toContain('***');
  expect(traffic(server, '→')).toMatchObject([
    { id, method: 'tools/call', params: { arguments: { description: 'plain' } } },
  ]);
});

test.each([
  ['a token in JSON inside a text', { description: JSON.stringify({ token: 'CANARY' }) }],
  ['a token in a list', { token: ['CANARY'] }],
  ['a token in an object', { secret: { value: 'CANARY' } }],
  ['a bearer token of a lower-case scheme', { title: 'bearer CANARY' }],
])('--verbose masks %s', async (_, args) => {
  const server = newServer();
  await server.request({ ...rawCall(1, 'add_task', args) });
  server.process.stdin.end();
  await server.exit();
  expect(server.stderr).not.toContain('CANARY');
});

test('--verbose changes nothing in what the other side gets', async () => {
  const server = newServer();
  const title = 'tmk_is kept';
  await server.request({ ...rawCall(1, 'add_task', { title }) });
  expect(gistOf(await server.request({ ...rawCall(2, 'list_tasks') }))).toBe(`○ #1: ${title} [medium]`);
});

/** Node options of a package that prints to standard output whenever the signal comes. */
function printsOn(signal: 'SIGUSR2'): string {
  const module = `process.on("${signal}",()=>{console.log("NOISE-log");process.stdout.write("NOISE-write\\n");console.error("NOISE-error")})`;
  return `--import=data:text/javascript,${encodeURIComponent(module)}`;
}

test('what a package prints goes to standard error, and standard output carries nothing but the protocol', async () => {
  const server = new RawServer({ DATABASE_URL: newDatabase(), NODE_OPTIONS: printsOn('SIGUSR2') });
  let stdout = '';
  server.process.stdout.on('data', (text: string) => {
    stdout += text;
  });
  await server.request({ ...rawCall(1, 'get_task_stats') });
  server.process.kill('SIGUSR2');
  await untilSaid(server, 'NOISE-error');
  await server.request({ ...rawCall(2, 'get_task_stats') });
  server.process.stdin.end();
  await server.exit();

  expect(server.stderr.split('\n')).toEqual(['NOISE-log', 'NOISE-write', 'NOISE-error', '']);
  const messages = stdout.trimEnd().split('\n');
  expect(messages.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
});

/** The server on a terminal, which `script` of util-linux gives; all or only its standard error is on the screen. */
function onTerminal(redirection: '' | '>"$FILE"') {
  execFileSync('script', ['--version']); // Says so at once where it is missing.
  const file = join(newFolder(), 'stdout');
  const env = { ...childEnvironment({ DATABASE_URL: newDatabase() }), NODE: process.execPath, BIN, FILE: file };
  const terminal = spawn('script', ['-qec', `exec "$NODE" "$BIN" ${redirection}`, '/dev/null'], { env });
  onTestFinished(() => {
    terminal.kill('SIGKILL');
  });
  let screen = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  return {
    terminal,
    screen: () => screen,
    stdout: () => readFileSync(file, 'utf8'),
    async untilShown(text: string) {
      while (!screen.includes(text)) await once(terminal.stdout, 'data');
    },
  };
}

test('started by hand it says on standard error that it waits and how to connect, and answers what is typed', async () => {
  const { terminal, untilShown, screen, stdout } = onTerminal('>"$FILE"');
  await untilShown('Ctrl+C');
  expect(screen()).toContain('waiting for MCP messages on standard input');
  expect(screen()).toMatch(/claude mcp add task-manager -- \S/);
  terminal.stdin.write(`${JSON.stringify(rawCall(1, 'get_task_stats'))}\n\x04`);
  await once(terminal, 'close');
  expect(terminal.exitCode).toBe(0);
  expect(gistOf(JSON.parse(stdout()))).toMatch(/^Tasks: 0 total/);
});

test('Ctrl+C on the terminal ends it', async () => {
  const { terminal, untilShown } = onTerminal('');
  terminal.stdin.write('not a message\n');
  await untilShown('-32700');
  terminal.stdin.write('\x03');
  await once(terminal, 'close');
  expect(terminal.exitCode).toBe(0);
});

test('started by a host it says nothing of waiting', async () => {
  const server = newServer([]);
  await refusal(server, 'not a message');
  expect(server.stderr).toBe('');
});
