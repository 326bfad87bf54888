import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
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
const SENDERS = 2;

interface Load {
  readonly events: number;
  /** Which part of its requests the receiver does not answer well. */
  readonly failing: number;
  /** How long a sender lives before it is killed, where it is. */
  readonly lifeMs?: number;
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
  const senders = new Senders(database, load.lifeMs);
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

/** Processes that deliver, each killed when it has lived for so long and followed by another. */
class Senders {
  kills = 0;
  readonly #all: Promise<void>[];
  #isEnding = false;
  readonly #ended = Promise.withResolvers<void>();

  constructor(database: string, lifeMs: number | undefined) {
    this.#all = Array.from({ length: SENDERS }, (_, index) => this.#keep(database, lifeMs, index));
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    this.#ended.resolve();
    await Promise.all(this.#all);
  }

  async #keep(database: string, lifeMs: number | undefined, index: number): Promise<void> {
    if (lifeMs !== undefined) await sleep((lifeMs / SENDERS) * index);
    while (!this.#isEnding) {
      const writer = new Writer(database, { server: [FAST_COURIER], env: ALLOW });
      await writer.ready();
      const life = new AbortController();
      const dies =
        lifeMs === undefined ? this.#ended.promise : sleep(lifeMs, undefined, { signal: life.signal }).catch(() => {});
      await Promise.race([this.#ended.promise, dies]);
      life.abort();
      if (this.#isEnding) await writer.end();
      else {
        writer.process.kill('SIGKILL');
        this.kills++;
      }
    }
  }
}
