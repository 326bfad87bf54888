import { z } from 'zod';
import { Poster } from './poster.ts';

interface Load {
  /** Where the service is served now, in whichever processes. */
  readonly ports: readonly number[];
  readonly token: string;
  readonly callers: number;
}

export interface LoadOutcome {
  /** Titles of tasks whose making was acknowledged, with the time of it. */
  readonly acknowledged: readonly { readonly title: string; readonly at: number }[];
  /** How often a call was told to come again, by what it was told. */
  readonly again: Readonly<Record<string, number>>;
  /** The longest that one answer took. */
  readonly slowestMs: number;
  readonly wrong: readonly string[];
}

/** A call that is not through after so many tries was not given a fair chance to be. */
const MAX_TRIES = 200;
const PAUSE_MS = 50;

const Answer = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    content: z.tuple([z.object({ text: z.string() })]),
    _meta: z.looseObject({
      'task-manager/error': z.string().optional(),
      'task-manager/retry-after': z.int().optional(),
    }),
  }),
});

/** Callers that add a task each time with a new key, and repeat the call with that key until it is acknowledged. */
export async function keyedLoad({ ports, token, callers }: Load, trouble: () => Promise<void>): Promise<LoadOutcome> {
  const acknowledged: { title: string; at: number }[] = [];
  const again: Record<string, number> = {};
  const wrong: string[] = [];
  let [slowestMs, isOver] = [0, false];

  const send = async (poster: Poster, args: object): Promise<string | undefined> => {
    const began = performance.now();
    try {
      const { status, bytes } = await poster.call('add_task', args);
      if (status === 503) return /^retry-after$/im.test(bytes) ? '503' : 'wrong: 503 without Retry-After';
      if (status !== 200) return `wrong: ${status} ${bytes}`;
      const { result } = Answer.parse(JSON.parse(bytes.slice(bytes.indexOf('\n\n'))));
      if (result.isError !== true) return undefined;
      const isRetryable = result._meta['task-manager/retry-after'] !== undefined;
      return isRetryable ? result.content[0].text.split('\n')[0] : `wrong: ${result.content[0].text}`;
    } catch (error) {
      return error instanceof Error && 'code' in error ? 'connection lost' : `wrong: ${error}`;
    } finally {
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
  };
  const caller = async (name: number) => {
    for (let round = 0; !isOver; round += 1) {
      const title = `Task ${name} ${round}`;
      for (let tries = 0; ; tries += 1) {
        // Another replica each time, as a load balancer would have it.
        const port = ports[(name + round + tries) % ports.length] ?? 0;
        const poster = new Poster({ port, token, era: 'modern' });
        const said = await send(poster, { title, idempotency_key: title.replaceAll(' ', '-') });
        poster.close();
        if (said === undefined) break;
        again[said] = (again[said] ?? 0) + 1;
        if (said.startsWith('wrong')) wrong.push(said);
        if (tries > MAX_TRIES) {
          wrong.push(`${title} was never acknowledged`);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      acknowledged.push({ title, at: performance.now() });
    }
  };
  const calling = Promise.all(Array.from({ length: callers }, (_, name) => caller(name)));
  await trouble();
  isOver = true;
  await calling;
  return { acknowledged, again, slowestMs, wrong };
}
