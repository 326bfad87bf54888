import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { peakMegabytes } from '../support/peak.ts';
import { gistOf, rawCall, rawRequest, refusal } from '../support/raw.ts';

const NO_TASKS = 'Tasks: 0 total, 0 done, 0 pending. By priority: low=0, medium=0, high=0';

const newServer = () => new RawServer({ DATABASE_URL: newDatabase() });

/** Proves that the connection lives. */
async function expectAlive(server: RawServer, id = 900): Promise<void> {
  expect(gistOf(await server.request({ ...rawCall(id, 'get_task_stats') }))).toMatch(/^Tasks: /);
}

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

test.each([
  ['that is cut off', '{"jsonrpc":"2.0","id":1,"method":', -32700],
  ['of prose', 'hello', -32700],
  ['with a NUL in it', '{"jsonrpc":"2.0",\0"id":1}', -32700],
  ['that is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), -32700],
  ['with a batch', `[${JSON.stringify(rawCall(1, 'get_task_stats'))}]`, -32600],
  ['with an empty batch', '[]', -32600],
  ['of a bare value', '5', -32600],
  ['with null', 'null', -32600],
  ['without jsonrpc', '{"id":1,"method":"ping"}', -32600],
  ['of JSON-RPC 1.0', '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
  ['whose id is null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ['whose id is a fraction', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
  ['whose id is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
  ['whose id is too large to be exact', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', -32600],
  ['of 100,000 opening brackets', '['.repeat(100_000), -32700],
  ['of 100,000 nested lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, -32600],
] as const)('a line %s is refused and the connection lives on', async (_, line, code) => {
  const server = newServer();
  expect(await refusal(server, line)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
  await expectAlive(server);
  expect(server.messages).toHaveLength(2);
});

test.each([
  ['a method that is no text', '{"jsonrpc":"2.0","id":7,"method":5}'],
  ['no method', '{"jsonrpc":"2.0","id":7}'],
  ['params that are a list', '{"jsonrpc":"2.0","id":7,"method":"tools/list","params":[]}'],
  ['params that are null', '{"jsonrpc":"2.0","id":7,"method":"tools/list","params":null}'],
])('a request with %s is refused under its id', async (_, line) => {
  const server = newServer();
  const answer = server.next(7);
  server.write(line);
  expect(await answer).toMatchObject({ id: 7, error: { code: -32600 } });
  await expectAlive(server);
});

test.each([65, 100_000])('a request nested %i deep is refused under its id', async (depth) => {
  const server = newServer();
  server.write(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":${nested(depth)}}`);
  await expectAlive(server);
  expect(server.messages[0]).toMatchObject({ id: 7, error: { code: -32600 } });
});

test('a message nested 100,000 deep is refused and the connection lives on', async () => {
  const server = newServer();
  server.write(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":${nested(100_000)}}`);
  await expectAlive(server);
  expect(server.messages[0]).toMatchObject({ error: { code: -32600 } });
});

test.each(['5', '"x"', '[]', 'null'])('a request whose _meta is %s is answered', async (meta) => {
  const server = newServer();
  server.write(`{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":${meta}}}`);
  await expectAlive(server);
  expect(server.messages.find(({ id }) => id === 7)).toMatchObject({ error: {} });
});

test.each([
  ['begins with a byte order mark', (line: string) => `\uFEFF${line}\n`],
  ['ends with CRLF', (line: string) => `${line}\r\n`],
  ['stands between blank lines', (line: string) => `\n\r\n \t\n${line}\n\n`],
  ['has spaces around it', (line: string) => `  ${line}\t \n`],
])('a message that %s is understood', async (_, wrap) => {
  const server = newServer();
  const answer = server.next(1);
  server.process.stdin.write(wrap(JSON.stringify(rawCall(1, 'get_task_stats'))));
  expect(gistOf(await answer)).toBe(NO_TASKS);
  expect(server.messages).toHaveLength(1);
});

test('a message that comes byte by byte, letters of several bytes included, is understood', async () => {
  const server = newServer();
  const answer = server.next(1);
  for (const byte of Buffer.from(`${JSON.stringify(rawCall(1, 'add_task', { title: 'Grüße 👩‍🚀' }))}\n`)) {
    server.process.stdin.write(Buffer.of(byte));
  }
  expect(gistOf(await answer)).toBe('Created task #1: Grüße 👩‍🚀 (medium)');
});

test('a line separator U+2028 ends no message', async () => {
  const server = newServer();
  expect(gistOf(await server.request({ ...rawCall(1, 'search_tasks', { query: 'a\u2028b' }) }))).toMatch(/^No tasks/);
  expect(server.messages).toHaveLength(1);
});

test('an id may be any text and comes back as it was', async () => {
  const server = newServer();
  for (const id of ['', '__proto__', 'é\u2028"\\']) {
    expect(await server.request({ ...rawCall(1, 'get_task_stats'), id })).toMatchObject({ id });
  }
});

test('an answer that nobody asked for is ignored', async () => {
  const server = newServer();
  server.write('{"jsonrpc":"2.0","id":1,"result":{}}');
  server.write('{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"x"}}');
  await expectAlive(server);
  expect(server.messages).toHaveLength(1);
});

test('a line of 100 MB is answered once with -32700 and the next call is served', async () => {
  const server = newServer();
  const megabyte = Buffer.alloc(1_000_000, 'x');
  for (let count = 0; count < 99; count += 1) server.process.stdin.write(megabyte);
  expect(await refusal(server, megabyte)).toMatchObject({ id: null, error: { code: -32700 } });
  await expectAlive(server);
  expect(server.messages).toHaveLength(2);
  if (process.platform === 'linux') expect(peakMegabytes(server.process.pid)).toBeLessThan(400);
});

test('a line that is too long and has no end does not outlive the end of input', async () => {
  const server = newServer();
  await expectAlive(server);
  server.process.stdin.end(Buffer.alloc(9_000_000, 'x'));
  expect(await server.exit()).toEqual({ code: 0, signal: null });
});

test('an argument named __proto__ is refused', async () => {
  const server = newServer();
  const line = JSON.stringify(rawCall(1, 'add_task', { title: 'Polluted', proto: { x: 1 } }));
  const answer = server.next(1);
  server.write(line.replace('"proto"', '"__proto__"'));
  expect(gistOf(await answer)).toMatch(/^(failed: Error: unknown argument|-32600)/);
});

test('an argument whose name is __proto__ written with an escape is refused', async () => {
  const server = newServer();
  const answer = server.next(1);
  const line = JSON.stringify(rawCall(1, 'add_task', { title: 'Polluted', proto: { x: 1 } }));
  server.write(line.replace('"proto"', '"\\u005f_proto__"'));
  expect(gistOf(await answer)).toBe('-32600 Invalid request: no key may be named __proto__');
});

test('a title may be __proto__', async () => {
  const answer = await newServer().request({ ...rawCall(1, 'add_task', { title: '__proto__' }) });
  expect(gistOf(answer)).toBe('Created task #1: __proto__ (medium)');
});

test.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'an argument named %s is refused',
  async (key) => {
    const server = newServer();
    const answer = await server.request({ ...rawCall(1, 'add_task', { title: 'Polluted', [key]: { x: 1 } }) });
    expect(gistOf(answer)).toContain(`unknown argument '${key}'`);
  },
);

const valid = fc.constantFrom(
  JSON.stringify(rawCall(1, 'add_task', { title: 'Fuzzed', tags: ['a'], due: '2026-11-25' })),
  JSON.stringify(rawCall(2, 'list_tasks', { limit: 5 })),
  JSON.stringify(rawRequest('modern', 3, 'resources/read', { uri: 'tasks://all' })),
  JSON.stringify(rawRequest('legacy', 4, 'tools/list')),
);
const cut = fc.tuple(valid, fc.nat(400)).map(([line, at]) => line.slice(0, at));
const altered = fc
  .tuple(valid, fc.nat(400), fc.string({ maxLength: 5, unit: 'binary' }))
  .map(([line, at, text]) => `${line.slice(0, at)}${text}${line.slice(at + text.length)}`);
const shaped = fc
  .record(
    {
      jsonrpc: fc.constantFrom('2.0', '1.0', 2),
      id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
      method: fc.oneof(fc.constantFrom('tools/call', 'tools/list', 'ping', 'resources/read'), fc.string()),
      params: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
    },
    { requiredKeys: [] },
  )
  .map((message) => JSON.stringify(message));
const called = fc
  .tuple(fc.constantFrom('add_task', 'list_tasks', 'search_tasks', 'update_task', 'add_tasks'), fc.object())
  .map(([name, args]) => JSON.stringify(rawCall(5, name, args), (_, value) => (typeof value === 'bigint' ? 1 : value)));
const line = fc
  .oneof(cut, altered, shaped, called, fc.string({ unit: 'binary' }), fc.json())
  .map((text) => Buffer.from(text.replaceAll('\n', ' ')));
const bytes = fc.uint8Array({ maxLength: 200 }).map((values) => Buffer.from(values.map((byte) => byte || 1)));

test('a thousand broken and odd lines neither end the server nor bring a stack into an answer', async () => {
  const server = newServer();
  let probe = 1_000_000;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(line, bytes), { minLength: 40, maxLength: 40 }), async (lines) => {
      for (const each of lines) server.process.stdin.write(Buffer.concat([each, Buffer.from('\n')]));
      probe += 1;
      await expectAlive(server, probe);
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect(server.process.exitCode).toBeNull();
  const answers = server.messages.map((message) => JSON.stringify(message)).join('\n');
  expect(answers).not.toMatch(/\\n\s+at \S|\.[cm]?[jt]s:\d|node_modules|node:internal/);
  expect(server.messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
});
