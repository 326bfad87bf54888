/** `npm run proof:subscribers`: how soon ten thousand listeners of one service hear of a change, and what they cost it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COUNT = Number(process.argv[2] ?? 10_000);
const AT_ONCE = 200;
const ROUNDS = 5;
const MOST_MS = 2_000;
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'proof', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const folder = mkdtempSync(join(tmpdir(), 'task-manager-subscribers-'));
const env = { ...process.env, PORT: '0', RATE_LIMIT: '100000', DATABASE_URL: join(folder, 'tasks.db') };
const service = spawn(process.execPath, ['dist/bin.js', 'serve'], { env, stdio: ['ignore', 'inherit', 'pipe'] });
const url = await new Promise<string>((resolve) => {
  let said = '';
  service.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const found = /serves MCP at (\S+)\n/.exec(said)?.[1];
    if (found !== undefined) resolve(found);
  });
});

function post(method: string, params: object, name?: string): Promise<IncomingMessage> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(name !== undefined && { 'mcp-name': name }),
  };
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers, agent: false }, resolve).on('error', reject).end(body);
  });
}

const rssMb = () =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]) / 1024);
const add = async (title: string) =>
  (await post('tools/call', { name: 'add_task', arguments: { title } }, 'add_task')).resume();

await add('First');
const quiet = rssMb();
let heard = 0;
let wake = () => {};
const untilHeard = async (count: number) => {
  while (heard < count) await new Promise<void>((resolve) => (wake = resolve));
};
const opening = performance.now();
for (let from = 0; from < COUNT; from += AT_ONCE) {
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, COUNT - from) }, async () => {
      const stream = await post('subscriptions/listen', {
        notifications: { resourceSubscriptions: ['tasks://stats'] },
      });
      if (stream.statusCode !== 200) throw new Error(`refused with ${stream.statusCode}`);
      stream.on('data', (chunk: Buffer) => {
        if (!chunk.includes('resources/updated')) return;
        heard++;
        wake();
      });
    }),
  );
}
console.log(
  `${COUNT} listeners in ${Math.round(performance.now() - opening)} ms; ${quiet} MB before, ${rssMb()} MB with them`,
);
const delays: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  heard = 0;
  const begun = performance.now();
  await add(`Round ${round}`);
  await untilHeard(COUNT);
  delays.push(Math.round(performance.now() - begun));
}
console.log(`all have heard after ${delays.join(', ')} ms (at most ${MOST_MS} ms); ${rssMb()} MB`);
const ending = performance.now();
service.kill('SIGTERM');
await new Promise((resolve) => service.once('close', resolve));
console.log(`ended with ${service.exitCode} after ${Math.round(performance.now() - ending)} ms`);
rmSync(folder, { recursive: true });
process.exit(Math.max(...delays) <= MOST_MS && service.exitCode === 0 ? 0 : 1);
