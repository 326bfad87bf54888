import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { rowsOf } from '../support/beside.ts';
import { Writer } from './writer.ts';

interface Load {
  readonly servers: number;
  /** Callers, each with one call in flight. */
  readonly callers: number;
  /** Tasks whose whole life each caller goes through. */
  readonly lives: number;
}

interface Outcome {
  readonly keys: number;
  readonly sent: number;
  readonly kills: number;
  /** Groups of changes in the log. */
  readonly effects: number;
  readonly wrong: readonly string[];
}

const MOST_SENT = 5;
const Added = z.looseObject({ task: z.looseObject({ id: z.number() }) });
const Changed = z.looseObject({ change_id: z.number() });
const Claimed = z.looseObject({ lease: z.looseObject({ token: z.string() }) });

/** Sends every writing call one to five times with its key, to servers that are killed at random. */
export async function retryWhileKilled(database: string, { servers, callers, lives }: Load): Promise<Outcome> {
  // The same actor, whose keys they are.
  const newServer = () => new Writer(database, { actor: 'ada' });
  const pool = Array.from({ length: servers }, newServer);
  await Promise.all(pool.map((server) => server.ready()));
  const wrong: string[] = [];
  let [keys, sent, kills, over] = [0, 0, 0, false];

  const kill = async () => {
    while (!over) {
      await sleep(Math.random() * 300);
      const index = Math.floor(Math.random() * pool.length);
      pool[index]?.process.kill('SIGKILL');
      pool[index] = newServer();
      kills += 1;
      await pool[index].ready();
    }
  };
  const send = async (name: string, args: Record<string, unknown>) => {
    sent += 1;
    const { result } = (await pool[Math.floor(Math.random() * pool.length)]?.call(name, args)) ?? {};
    return result;
  };

  const callOnce = async (name: string, args: Record<string, unknown>): Promise<unknown> => {
    const keyed = { ...args, idempotency_key: `key-${keys++}` };
    const times = 1 + Math.floor(Math.random() * MOST_SENT);
    const answers: { text: string; data: unknown }[] = [];
    for (let time = 0; time < times || answers.length === 0; ) {
      // Some at once, as a client that does not wait for the first answer.
      const together = await Promise.all(
        Array.from({ length: 1 + Math.floor(Math.random() * 2) }, () => send(name, keyed)),
      );
      time += together.length;
      for (const result of together) {
        if (result === undefined) continue;
        const text = result.content?.[0]?.text ?? '';
        if (result.isError) wrong.push(`${name} ${keyed.idempotency_key}: ${text}`);
        answers.push({ text, data: result.structuredContent });
      }
    }
    const different = new Set(answers.map((answer) => JSON.stringify(answer)));
    if (different.size > 1) wrong.push(`${name} ${keyed.idempotency_key} was answered in ${different.size} ways`);
    return answers[0]?.data;
  };

  const live = async () => {
    const { task } = Added.parse(await callOnce('add_task', { title: 'Sent again' }));
    const of = { task_id: task.id };
    await callOnce('add_tasks', { tasks: [{ title: 'One of two' }, { title: 'Two of two' }] });
    const { change_id } = Changed.parse(await callOnce('update_task', { ...of, priority: 'high', note: 'Begun.' }));
    await callOnce('undo', { change_id });
    const { lease } = Claimed.parse(await callOnce('claim_task', of));
    await callOnce('claim_task', { ...of, lease: lease.token, minutes: 60, note: 'Going on.' });
    await callOnce('claim_task', { ...of, lease: lease.token, release: true, note: 'Not mine.' });
    await callOnce('complete_task', { ...of, note: 'Done.' });
    await callOnce('delete_task', of);
  };
  const caller = async () => {
    for (let life = 0; life < lives; life += 1) await live();
  };
  const killing = kill();
  await Promise.all(Array.from({ length: callers }, caller));
  over = true;
  await killing;
  await Promise.all(pool.map((server) => server.end()));
  return { keys, sent, kills, effects: await countGroups(database), wrong };
}

async function countGroups(database: string): Promise<number> {
  const [row] = await rowsOf(database, 'SELECT count(*) AS count FROM changes WHERE group_id IS NULL');
  return Number(row?.count);
}
