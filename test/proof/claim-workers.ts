import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { BIN } from '../support/child.ts';
import type { Poster } from './poster.ts';
import { Replica } from './replica.ts';

/** Far longer than a replica takes to come back. */
const GIVE_UP_MS = 30_000;
const Answer = z.object({
  result: z.object({
    content: z.tuple([z.looseObject({ text: z.string() })]),
    isError: z.boolean().optional(),
    structuredContent: z
      .looseObject({ task: z.looseObject({ id: z.int() }).nullable(), lease: z.looseObject({ token: z.string() }) })
      .partial({ lease: true })
      .optional(),
  }),
});

/** Adds ready tasks, a hundred at once. */
export async function fill(database: string, tasks: number): Promise<void> {
  const { services, close } = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent' }));
  const addTasks = TOOLS.find(({ name }) => name === 'add_tasks');
  for (let from = 0; from < tasks; from += 100) {
    const titles = Array.from({ length: Math.min(100, tasks - from) }, (_, index) => ({
      title: `Task ${from + index}`,
    }));
    await addTasks?.invoke(services.callFor('proof'), { tasks: titles });
  }
  await close();
}

/** Gives a client of a replica that runs, by the number of the turn. */
type Choose = (turn: number) => Poster;

/** What workers were given. */
export class Claims {
  /** How often each task was claimed by a call of its own, by its id. */
  readonly counts = new Map<number, number>();
  readonly wrong: string[] = [];
  /** Calls that were sent more than once. */
  retried = 0;
  #keys = 0;

  /** One claim, sent until it is answered, to one replica after the other. False when nothing was ready. */
  async claim(choose: Choose): Promise<boolean> {
    const idempotency_key = `claim-${this.#keys++}`;
    const start = performance.now();
    for (let turn = 0; performance.now() < start + GIVE_UP_MS; turn++) {
      const answer = await choose(turn)
        .call('claim_task', { idempotency_key })
        .catch(() => undefined);
      if (answer === undefined || answer.status === 503) {
        if (turn === 0) this.retried++;
        await sleep(50);
        continue;
      }
      const { result } = Answer.parse(JSON.parse(answer.bytes.slice(answer.bytes.indexOf('\n\n') + 2)));
      if (result.isError || result.structuredContent === undefined) {
        // What a replica could not do now another one may do.
        if (/Try again/.test(result.content[0].text)) continue;
        this.wrong.push(result.content[0].text);
        return false;
      }
      const { task } = result.structuredContent;
      if (task === null) return false;
      this.counts.set(task.id, (this.counts.get(task.id) ?? 0) + 1);
      return true;
    }
    this.wrong.push(`${idempotency_key} was not answered`);
    return false;
  }
}

interface Load {
  readonly replicas: number;
  readonly workers: number;
  readonly tasks: number;
}

/** Workers claim all tasks there are while a replica is killed every so often and started anew. */
export async function claimWhileKilled(database: string, load: Load & { readonly killEveryMs: number }) {
  await fill(database, load.tasks);
  const replicas = await startMany(database, load.replicas, [BIN]);
  const claims = new Claims();
  const over = new AbortController();
  let kills = 0;
  const killing = (async () => {
    for (let index = 0; ; index = (index + 1) % replicas.length) {
      await sleep(load.killEveryMs, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      await replicas[index]?.end('SIGKILL');
      kills++;
      replicas[index] = await Replica.start(database, [BIN]);
    }
  })();
  const work = async (index: number) => {
    const clients = new Map<Replica, Poster>();
    const choose = (turn: number) => {
      const replica = replicas[(index + turn) % replicas.length];
      if (replica === undefined) throw new Error('there is no replica');
      const client = clients.get(replica) ?? replica.client();
      clients.set(replica, client);
      return client;
    };
    while (await claims.claim(choose));
    for (const client of clients.values()) client.close();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: load.workers }, (_, index) => work(index)));
  const seconds = (performance.now() - start) / 1_000;
  over.abort();
  await killing;
  await Promise.all(replicas.map((replica) => replica.end()));
  return { kills, seconds, ...claims, claims: claims.counts };
}

function startMany(database: string, count: number, program: readonly string[]): Promise<Replica[]> {
  return Promise.all(Array.from({ length: count }, () => Replica.start(database, program)));
}

/** Claims a second of workers who pass by what others hold, and of workers who queue for it, in turns of so many on one list. */
export async function compareForms(database: string, { replicas, workers, tasks }: Load, turnTasks: number) {
  await fill(database, tasks);
  const source = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
  const plain = ['--import', new URL('plain-locks.ts', import.meta.url).href];
  const forms = {
    skipping: await startMany(database, replicas, [source]),
    plain: await startMany(database, replicas, [...plain, source]),
  };
  const claims = new Claims();
  const rates = { skipping: [] as number[], plain: [] as number[] };
  for (let turn = 0; claims.counts.size < tasks; turn++) {
    const form = turn % 2 === 0 ? 'skipping' : 'plain';
    let left = Math.min(turnTasks, tasks - claims.counts.size);
    const start = performance.now();
    await Promise.all(
      Array.from({ length: workers }, async (_, index) => {
        const client = forms[form][index % replicas]?.client();
        if (client === undefined) return;
        while (left-- > 0 && (await claims.claim(() => client)));
        client.close();
      }),
    );
    const seconds = (performance.now() - start) / 1_000;
    // The first turn of each warms it up.
    if (turn > 1) rates[form].push(turnTasks / seconds);
  }
  await Promise.all([...forms.skipping, ...forms.plain].map((replica) => replica.end()));
  return { ...rates, wrong: claims.wrong };
}
