import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf } from '../support/beside.ts';
import { Poster } from './poster.ts';
import { type Served, serve, tokensFor } from './served.ts';

interface Load {
  readonly ends: number;
  readonly callers: number;
  /** Between a start and its end, at most. */
  readonly lifeMs: number;
}

interface Outcome {
  readonly answered: number;
  /** Refused or cut; each was sent again, to the next server, until it was answered. */
  readonly unanswered: number;
  readonly replayed: number;
  readonly slowestEndMs: number;
  /** Unanswered ones that were begun, answered ones that are not in the log just once, ends that were none. */
  readonly wrong: readonly string[];
}

const LEAST_LIFE_MS = 200;

/** Ends a service with SIGTERM again and again while callers write with keys, and starts it anew on the same file. */
export async function endUnderLoad(database: string, { ends, callers, lifeMs }: Load): Promise<Outcome> {
  const tokens = await tokensFor(
    database,
    Array.from({ length: callers }, (_, index) => ({ name: `caller ${index}` })),
  );
  const writers = tokens.map((token, index) => new Caller(token, index));
  const wrong: string[] = [];
  let [unanswered, slowestEndMs] = [0, 0];
  for (let turn = 0; turn < ends; turn++) {
    const served = await serve(database);
    const running = writers.map((writer) => writer.writeUntilRefused(served));
    await sleep(LEAST_LIFE_MS + Math.random() * (lifeMs - LEAST_LIFE_MS));
    const begun = performance.now();
    const code = await served.end();
    slowestEndMs = Math.max(slowestEndMs, performance.now() - begun);
    if (code !== 0) wrong.push(`the service ended with ${code}`);
    await Promise.all(running);
    const counts = await countsIn(database);
    for (const { pending } of writers) {
      if (pending === undefined) continue;
      unanswered++;
      if (counts.has(pending)) wrong.push(`${pending} was not answered, but done`);
    }
  }
  const served = await serve(database);
  await Promise.all(writers.map((writer) => writer.finish(served)));
  await served.end();
  const counts = await countsIn(database);
  const answered = writers.flatMap(({ answered }) => answered);
  for (const title of answered) if (counts.get(title) !== 1) wrong.push(`${title} is there ${counts.get(title)} times`);
  if (counts.size !== answered.length) wrong.push(`${counts.size} are there, ${answered.length} were answered`);
  const replayed = writers.reduce((sum, writer) => sum + writer.replayed, 0);
  for (const writer of writers) wrong.push(...writer.wrong);
  return { answered: answered.length, unanswered, replayed, slowestEndMs, wrong };
}

/** How often each title was added, by the log. */
async function countsIn(database: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { after } of await rowsOf(database, 'SELECT after FROM changes WHERE after IS NOT NULL')) {
    const { title }: { title?: string } = JSON.parse(String(after)) ?? {};
    if (title !== undefined) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return counts;
}

/** Sends one call after the other, each until it was answered. */
class Caller {
  readonly #token: string;
  readonly #index: number;
  readonly answered: string[] = [];
  readonly wrong: string[] = [];
  /** Sent, and not answered yet. */
  pending: string | undefined;
  replayed = 0;
  #count = 0;

  constructor(token: string, index: number) {
    this.#token = token;
    this.#index = index;
  }

  async writeUntilRefused(served: Served): Promise<void> {
    const poster = this.#posterTo(served);
    for (;;) {
      this.pending ??= `call-${this.#index}.${this.#count++}`;
      if (!(await this.#add(poster, this.pending))) break;
      this.answered.push(this.pending);
      this.pending = undefined;
      // As one that did not trust its answer.
      const last = this.answered.at(-1);
      if (last !== undefined && this.#count % 5 === 0 && !(await this.#add(poster, last))) break;
    }
    poster.close();
  }

  async finish(served: Served): Promise<void> {
    if (this.pending === undefined) return;
    const poster = this.#posterTo(served);
    if (await this.#add(poster, this.pending)) this.answered.push(this.pending);
    else this.wrong.push(`${this.pending} is not taken`);
    poster.close();
  }

  #posterTo({ port }: Served): Poster {
    return new Poster({ port, token: this.#token, era: this.#index % 2 === 0 ? 'modern' : 'legacy' });
  }

  /** Whether it was answered. */
  async #add(poster: Poster, title: string): Promise<boolean> {
    const sent = poster.call('add_task', { title, idempotency_key: title });
    const answer = await sent.catch(() => undefined);
    if (answer === undefined || answer.status === 503) return false;
    if (!answer.bytes.includes('Created task')) this.wrong.push(`${title}: ${answer.status} ${answer.bytes}`);
    if (answer.bytes.includes('"task-manager/replayed":true')) this.replayed++;
    return true;
  }
}
