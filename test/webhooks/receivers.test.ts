import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { listDeliveries } from '../../src/domain/list-deliveries.ts';
import { replayDelivery } from '../../src/domain/replay-delivery.ts';
import { rotateSecret } from '../../src/domain/rotate-secret.ts';
import { newSigningSecret } from '../../src/domain/signing-secret.ts';
import { signatureHeaders } from '../../src/webhooks/sign.ts';
import { newFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { openSender } from '../support/webhooks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/webhooks.md'), 'utf8');
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

const RECEIVERS = [
  { language: 'TypeScript', fence: 'ts', file: 'receiver.mts', program: process.execPath, isHere: true },
  { language: 'Python', fence: 'python', file: 'receiver.py', program: 'python3', isHere: HAS_PYTHON },
] as const;

type Kind = (typeof RECEIVERS)[number];

/** The receiver of the document as it stands there; `said` is what it has printed. */
async function start({ fence, file, program }: Kind, port: number, secret: string) {
  const [, code = ''] = new RegExp(`\`\`\`${fence}\n([^]*?)\`\`\``).exec(DOCUMENT) ?? [];
  const folder = newFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, file), code);
  const env = { PATH: process.env.PATH, WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn(program, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return () => said.trim().split('\n');
}

async function statusOf(url: string, headers: Readonly<Record<string, string>> = {}, body = '{}'): Promise<number> {
  return fetch(url, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  );
}

for (const kind of RECEIVERS)
  test.skipIf(!kind.isHere)(
    `the receiver in ${kind.language} takes what we send, once, and nothing else`,
    async () => {
      const url = `http://127.0.0.1:${await freePort()}/hook`;
      const sender = await openSender();
      const { secret } = await sender.add({ url });
      const said = await start(kind, Number(new URL(url).port), secret);
      await expect.poll(() => statusOf(url), { timeout: 20_000 }).toBe(401);

      sender.deliver();
      await sender.tell('add_task', { title: 'Prüfe “PR” 🚀' });
      await expect.poll(said, { timeout: 20_000 }).toEqual(['task.created 1']);
      const delivered = async () => (await listDeliveries(sender.call, { state: 'delivered' })).deliveries.length;
      await expect.poll(delivered, { timeout: 20_000 }).toBe(1);
      await replayDelivery(sender.call, 1);
      await expect.poll(delivered, { timeout: 20_000 }).toBe(1);
      await rotateSecret(sender.call, 1);
      await sender.tell('complete_task', { task_id: 1 });
      await expect.poll(said, { timeout: 20_000 }).toEqual(['task.created 1', 'task.completed 1']);

      const body = '{"type":"task.completed","data":{"task":{"id":7}}}';
      const signing = { id: 'msg_1', at: new Date(), body, secrets: [secret] };
      const old = { ...signing, at: new Date(Date.now() - 301_000) };
      expect(await statusOf(url, signatureHeaders(old), body)).toBe(401);
      expect(await statusOf(url, signatureHeaders({ ...signing, secrets: [newSigningSecret()] }), body)).toBe(401);
      expect(await statusOf(url, signatureHeaders(signing), body.replace('7', '8'))).toBe(401);
      // A digit to some, and a number to nobody.
      expect(await statusOf(url, { ...signatureHeaders(signing), 'webhook-timestamp': '²' }, body)).toBe(401);
      expect(await statusOf(url, signatureHeaders(signing), body)).toBe(204);
      await expect.poll(said).toEqual(['task.created 1', 'task.completed 1', 'task.completed 7']);
    },
    60_000,
  );
