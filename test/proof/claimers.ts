import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { rowsOf } from '../support/beside.ts';
import { Writer } from './writer.ts';

const FAST_SERVER = fileURLToPath(new URL('fast-server.ts', import.meta.url));
/** A minute's lease, the shortest, ends after half a second. */
const SPEED = 120;
const LEASE_MS = 60_000 / SPEED;
/** So often a holder is away for longer than its lease. */
const LATE = 0.03;

const Claim = z.union([
  z.object({ task: z.null(), blocked: z.number(), leased: z.number() }),
  z.object({ task: z.looseObject({ id: z.number() }), lease: z.looseObject({ token: z.string() }) }),
]);

interface Load {
  readonly processes: number;
  readonly tasks: number;
}

/** Fills the list with ready tasks. */
async function fill(database: string, tasks: number): Promise<void> {
  const writer = new Writer(database);
  await writer.ready();
  for (let from = 0; from < tasks; from += 100) {
    const count = Math.min(100, tasks - from);
    await writer.call('add_tasks', {
      tasks: Array.from({ length: count }, (_, index) => ({ title: `Task ${from + index}` })),
    });
  }
  await writer.end();
}

/** Many servers claim whatever is best until nothing is ready. Gives how often each task was claimed, by its id. */
export async function claimAll(database: string, { processes, tasks }: Load): Promise<Map<number, number>> {
  await fill(database, tasks);
  const claims = new Map<number, number>();
  const writers = Array.from({ length: processes }, (_, index) => new Writer(database, { actor: `worker-${index}` }));
  await Promise.all(writers.map((writer) => writer.ready()));
  const work = async (writer: Writer) => {
    for (;;) {
      const { task } = Claim.parse((await writer.call('claim_task')).result?.structuredContent);
      if (task === null) return;
      claims.set(task.id, (claims.get(task.id) ?? 0) + 1);
    }
  };
  await Promise.all(writers.map(work));
  await Promise.all(writers.map((writer) => writer.end()));
  return claims;
}

interface Outcome {
  readonly kills: number;
  /** Completions that had no effect because the holder came too late. */
  readonly refused: number;
  readonly expired: number;
  readonly completed: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

/** Workers claim and complete while they are killed at random; some are late. Those who come after them finish all. */
export async function workWhileKilled(database: string, { processes, tasks }: Load): Promise<Outcome> {
  await fill(database, tasks);
  const start = Date.now();
  const acknowledged: string[] = [];
  const wrong: string[] = [];
  let [kills, refused, born] = [0, 0, 0];

  const live = async (): Promise<boolean> => {
    const actor = `worker-${born++}`;
    const writer = new Writer(database, { server: [FAST_SERVER, String(start), String(SPEED)], actor });
    await writer.ready();
    const death = setTimeout(() => writer.process.kill('SIGKILL'), 200 + Math.random() * 2_000);
    for (;;) {
      const { result } = await writer.call('claim_task', { minutes: 1 });
      if (result === undefined) break;
      const claim = Claim.parse(result.structuredContent);
      if (claim.task === null) {
        if (claim.leased === 0) {
          clearTimeout(death);
          await writer.end();
          return true;
        }
        await sleep(50);
        continue;
      }
      const late = Math.random() < LATE;
      if (late) await sleep(2 * LEASE_MS);
      const task_id = claim.task.id;
      const { result: answer } = await writer.call('complete_task', { task_id, lease: claim.lease.token });
      if (answer === undefined) break;
      // What another has completed meanwhile is answered as a retry is, and nothing is written.
      if (answer.structuredContent?.changed === true) acknowledged.push(`${actor} #${task_id}`);
      else refused += 1;
      if (late && answer.structuredContent?.changed === true) wrong.push(`${actor} completed #${task_id} too late`);
    }
    kills += 1;
    return false;
  };
  const untilDone = async () => {
    while (!(await live()));
  };
  await Promise.all(Array.from({ length: processes }, untilDone));

  const { expired, completed, wrong: inLog } = await readLog(database);
  const lost = acknowledged.filter((each) => !completed.includes(each));
  const undone = completed.length === tasks ? [] : [`${completed.length} of ${tasks} tasks are completed`];
  wrong.push(...inLog, ...undone, ...lost.map((each) => `lost: ${each}`));
  return { kills, refused, expired, completed: completed.length, wrong };
}

/** Follows each task through the log: it is free, or one holds it, who completes it or lets the lease expire. */
async function readLog(database: string) {
  const changes = await rowsOf(database, "SELECT * FROM changes WHERE kind <> 'task.created' ORDER BY id");
  const holders = new Map<number, { actor: string; at: number }>();
  const completed: string[] = [];
  const wrong: string[] = [];
  let expired = 0;
  for (const change of changes) {
    const [id, kind, actor, at] = [
      Number(change.task_id),
      change.kind,
      String(change.actor),
      Date.parse(String(change.at)),
    ];
    const holder = holders.get(id);
    const isHolders = holder?.actor === actor;
    if (kind === 'task.claimed' && holder === undefined) holders.set(id, { actor, at });
    else if (kind === 'task.completed' && isHolders && !completed.some((each) => each.endsWith(` #${id}`))) {
      holders.delete(id);
      completed.push(`${actor} #${id}`);
    } else if (kind === 'task.lease_expired' && isHolders && at >= holder.at + 60_000) {
      holders.delete(id);
      expired += 1;
    } else wrong.push(`change ${change.id}: ${kind} #${id} by ${actor}, held by ${holder?.actor ?? 'nobody'}`);
  }
  return { expired, completed, wrong };
}
