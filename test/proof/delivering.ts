import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { input, output } from '../../scripts/bundle.ts';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addEndpoint } from '../../src/domain/add-endpoint.ts';
import type { Call } from '../../src/domain/call.ts';
import { replayDead } from '../../src/domain/replay-delivery.ts';
import { addTasks } from '../../src/tools/add-tasks.ts';
import { Receiving } from './receiving.ts';
import { Writer } from './writer.ts';

const FAST_COURIER = fileURLToPath(new URL('fast-courier.ts', import.meta.url));
const ALLOW = { WEBHOOK_ALLOW: '127.0.0.1' };
const AT_ONCE = 100;
const RESTART_EVERY_MS = 3_000;
const SENDERS = 3;

interface Load {
  readonly events: number;
  /** Which part of its requests the receiver does not answer well. */
  readonly failing: number;
  /** How often one of the senders is killed, where they are. */
  readonly killEveryMs?: number;
  readonly restartEveryMs?: number;
}

interface Outcome {
  readonly delivered: number;
  /** Events that came more than once. */
  readonly twice: number;
  /** Requests that were not answered well. */
  readonly refused: number;
  readonly restarts: number;
  readonly kills: number;
  readonly replayed: number;
  readonly seconds: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

/** Has servers on standard input deliver events to a receiver that fails, until all have arrived. */
export async function deliverAll(database: string, load: Load): Promise<Outcome> {
  const receiver = new Receiving(load.failing);
  await receiver.start();
  const app = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent', ...ALLOW }));
  const call = app.services.callFor('proof');
  const { secret } = await addEndpoint(call, { url: receiver.url }, await app.outlet());
  receiver.secret = secret;
  const start = performance.now();
  const bundle = await bundleCourier();
  const senders = new Senders(bundle.server, database, load.killEveryMs);
  const restarting = setInterval(() => void receiver.restart(), load.restartEveryMs ?? RESTART_EVERY_MS);
  for (let from = 0; from < load.events; from += AT_ONCE)
    await addSome(call, from, Math.min(AT_ONCE, load.events - from));
  let replayed = 0;
  while (await isOpen(call)) {
    await sleep(100);
    // One in 170,000 fails ten times where each third attempt does.
    replayed += await replayDead(call, 1);
  }
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(restarting);
  await senders.end();
  bundle.remove();
  const changes = await call.store.read((tx) => tx.changes.since(0, load.events + 1));
  await app.close();
  receiver.stop();
  const { taken, wrong } = receiver;
  for (const { id, task_id, kind } of changes) {
    const told = taken.get(id);
    if (told === undefined) wrong.push(`change ${id} was never delivered`);
    else if (told.ids.size !== 1) wrong.push(`change ${id} came under ${told.ids.size} ids`);
    else if (told.taskId !== task_id || told.type !== kind) wrong.push(`change ${id} was told as another`);
  }
  const ids = new Set([...taken.values()].flatMap((each) => [...each.ids]));
  if (ids.size !== taken.size) wrong.push('two changes came under one id');
  if (taken.size !== load.events) wrong.push(`${taken.size} of ${load.events} events were delivered`);
  const twice = [...taken.values()].filter(({ times }) => times > 1).length;
  const { refused, restarts } = receiver;
  return { delivered: taken.size, twice, refused, restarts, kills: senders.kills, replayed, seconds, wrong };
}

/** The courier as it would be shipped: from its sources it takes longer to start than it may live. */
async function bundleCourier(): Promise<{ server: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-courier-'));
  const built = await rolldown({ ...input, input: { courier: FAST_COURIER } });
  await built.write({ ...output, dir: folder });
  await built.close();
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return { server: join(folder, 'courier.js'), remove: () => rmSync(folder, { recursive: true }) };
}

async function addSome(call: Call, from: number, count: number): Promise<void> {
  const tasks = Array.from({ length: count }, (_, index) => ({ title: `Task ${from + index}` }));
  await addTasks.invoke(call, { tasks });
}

/** Whether something is to be delivered, or the log has not been read to its end. */
async function isOpen(call: Call): Promise<boolean> {
  return call.store.read(async (tx) => {
    const [endpoint] = await tx.endpoints.all();
    if (endpoint?.cursor !== (await tx.changes.head())) return true;
    const { pending } = await tx.deliveries.backlog();
    return pending > 0 || (await tx.deliveries.page({ state: 'dead' }, 1)).length > 0;
  });
}

/** Processes that deliver, of which one after the other is killed, once it has worked for a while, and replaced. */
class Senders {
  kills = 0;
  readonly #server: string;
  readonly #database: string;
  readonly #all = new Set<Writer>();
  /** When each was ready, oldest first. */
  readonly #readyAt = new Map<Writer, number>();
  readonly #killing: NodeJS.Timeout | undefined;

  constructor(server: string, database: string, killEveryMs: number | undefined) {
    this.#server = server;
    this.#database = database;
    for (let count = 0; count < SENDERS; count++) this.#start();
    if (killEveryMs !== undefined) this.#killing = setInterval(() => this.#kill(killEveryMs), killEveryMs);
  }

  async end(): Promise<void> {
    clearInterval(this.#killing);
    await Promise.all([...this.#all].map((writer) => writer.end()));
  }

  #start(): void {
    const writer = new Writer(this.#database, { server: [this.#server], env: ALLOW });
    this.#all.add(writer);
    void writer.ready().then(() => this.#readyAt.set(writer, performance.now()));
  }

  #kill(leastMs: number): void {
    const [oldest] = this.#readyAt;
    if (oldest === undefined || performance.now() - oldest[1] < leastMs) return;
    const [writer] = oldest;
    writer.process.kill('SIGKILL');
    this.#readyAt.delete(writer);
    this.#all.delete(writer);
    this.kills++;
    this.#start();
  }
}
