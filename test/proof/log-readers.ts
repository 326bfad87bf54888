import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { rowsOf } from '../support/beside.ts';
import { Writer } from './writer.ts';

interface Load {
  readonly writers: number;
  /** How many changes each of them makes. */
  readonly changes: number;
  readonly killEveryMs: number;
}

interface Outcome {
  readonly told: number;
  readonly kills: number;
  readonly longestMs: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

/** Tasks that all writers change, so that they get into each other's way. */
const SHARED = 20;
const MOST_AT_ONCE = 100;
const Written = z.looseObject({ change_id: z.int().optional() });
const News = z.object({
  changes: z.array(z.looseObject({ id: z.int(), task_id: z.int(), version: z.int() })),
  next_cursor: z.int(),
});
type News = z.infer<typeof News>;

/** Follows the log from its beginning while many processes write to it and are killed; then compares it with the table. */
export async function readWhileWritten(database: string, load: Load): Promise<Outcome> {
  const reader = new Writer(database, { actor: 'reader' });
  await reader.ready();
  await reader.call('add_tasks', {
    tasks: Array.from({ length: SHARED }, (_, index) => ({ title: `Shared ${index}` })),
  });
  const written = { over: false, kills: 0, wrong: [] as string[] };
  const reading = follow(reader, () => written.over);
  await Promise.all(
    Array.from({ length: load.writers }, (_, index) => write(database, load, `writer-${index}`, written)),
  );
  written.over = true;
  // Whoever waits is woken by it.
  await reader.call('add_task', { title: 'The last one' });
  const { told, longestMs, wrong } = await reading;
  await reader.end();
  const rows = await rowsOf(database, 'SELECT id FROM changes');
  const ids = new Set(told.map(({ id }) => id));
  wrong.push(...written.wrong);
  if (ids.size !== told.length) wrong.push(`${told.length - ids.size} changes were told twice`);
  wrong.push(...rows.filter(({ id }) => !ids.has(Number(id))).map(({ id }) => `change ${id} was not told`));
  return { told: told.length, kills: written.kills, longestMs, wrong };
}

async function follow(reader: Writer, isOver: () => boolean) {
  const told: News['changes'] = [];
  const wrong: string[] = [];
  const versions = new Map<number, number>();
  let [since, longestMs, last] = [0, 0, performance.now()];
  for (;;) {
    const wasOver = isOver();
    const { result } = await reader.call('get_changes', { since, wait_seconds: wasOver ? 1 : 10, limit: 200 });
    const { changes, next_cursor } = News.parse(result?.structuredContent);
    if (changes.length === 0 && wasOver) return { told, longestMs, wrong };
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
    since = next_cursor;
    for (const { task_id, version, id } of changes) {
      if ((versions.get(task_id) ?? 0) >= version)
        wrong.push(`change ${id}: version ${version} of #${task_id} came late`);
      versions.set(task_id, version);
    }
    told.push(...changes);
  }
}

async function write(
  database: string,
  { changes, killEveryMs }: Load,
  actor: string,
  written: { kills: number; wrong: string[] },
) {
  let done = 0;
  while (done < changes) {
    const writer = new Writer(database, { actor });
    await writer.ready();
    const death = setTimeout(() => writer.process.kill('SIGKILL'), killEveryMs * (0.5 + Math.random()));
    for (; done < changes; ) {
      const isShared = Math.random() < 0.5;
      const count = isShared ? 1 : Math.min(changes - done, 1 + Math.floor(Math.random() * MOST_AT_ONCE));
      const { result } = isShared
        ? await writer.call('update_task', {
            task_id: 1 + Math.floor(Math.random() * SHARED),
            title: `Title ${Math.random()}`,
          })
        : await writer.call('add_tasks', {
            tasks: Array.from({ length: count }, (_, index) => ({ title: `${actor} ${index}` })),
          });
      if (result === undefined) break;
      const text = result.content?.[0]?.text ?? '';
      if (result.isError) written.wrong.push(`${actor}: ${text}`);
      else if (Written.parse(result.structuredContent).change_id !== undefined) done += count;
    }
    clearTimeout(death);
    if (writer.process.signalCode !== null || done < changes) written.kills++;
    await writer.end();
    await sleep(Math.random() * 20);
  }
}
