import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Answered, Poster } from './poster.ts';
import { serve, tokensFor } from './served.ts';

interface Crowd {
  readonly clients: number;
  /** Of each of them. */
  readonly calls: number;
}

interface Outcome {
  readonly calls: number;
  readonly bytes: number;
  /** Answers that carried what is another's, or not what was asked for. */
  readonly wrong: readonly string[];
}

const SECRET = /secret-(\d+)-[\da-f]{16}/g;
const INITIALIZE = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'proof', version: '1.0.0' } };
const Message = z.looseObject({ id: z.number() });

/** Lets strangers, each with a project and secret titles of their own and the same request ids, call one service at once. */
export async function mixStrangers(database: string, { clients, calls }: Crowd): Promise<Outcome> {
  const numbers = Array.from({ length: clients }, (_, number) => number);
  const holders = numbers.map((number) => ({ name: `client ${number}`, project: `project-${number}` }));
  const tokens = await tokensFor(database, holders);
  const served = await serve(database);
  const wrong: string[] = [];
  let [made, bytes] = [0, 0];

  const live = async (number: number, token: string) => {
    const poster = new Poster({ port: served.port, token, era: number % 2 === 0 ? 'modern' : 'legacy' });
    const secret = `secret-${number}-${randomBytes(8).toString('hex')}`;
    // Of the elder ones half have a session, and half are served by whoever is there.
    if (number % 4 === 1) poster.sessionId = (await poster.post('initialize', INITIALIZE)).sessionId;
    for (let turn = 0; turn < calls; turn++) {
      const { isEcho, answer } = await ask(poster, { secret, number, turn, clients });
      made++;
      bytes += answer.bytes.length;
      wrong.push(...faultsIn(answer, { number, secret, isEcho }));
    }
    poster.close();
  };
  await Promise.all(tokens.map((token, number) => live(number, token)));
  await served.end();
  return { calls: made, bytes, wrong };
}

interface Turn {
  readonly secret: string;
  readonly number: number;
  readonly turn: number;
  readonly clients: number;
}

/** `isEcho` says that the client's own secret must stand in the answer. */
async function ask(poster: Poster, { secret, number, turn, clients }: Turn) {
  const foreign = `project-${(number + 1) % clients}`;
  const id = 1 + ((turn * 7) % clients);
  const asks: (readonly [boolean, () => Promise<Answered>])[] = [
    [true, () => poster.call('add_task', { title: `${secret} ${turn}`, idempotency_key: `key-${turn}` })],
    [true, () => poster.call('list_tasks', { limit: 5 })],
    [true, () => poster.call('search_tasks', { query: 'secret', limit: 3 })],
    // The same key as everybody's.
    [true, () => poster.call('add_task', { title: `${secret} again`, idempotency_key: 'key' })],
    [false, () => poster.call('get_task', { task_id: id })],
    [true, () => poster.call('get_changes', { limit: 3 })],
    [true, () => poster.post('resources/read', { uri: 'tasks://changes' })],
    [true, () => poster.call(secret)],
    [false, () => poster.call('list_tasks', { project: foreign })],
    [false, () => poster.post('completion/complete', completion)],
    [false, () => poster.call('undo', { change_id: id })],
    [false, () => poster.call('update_task', { task_id: id, note: secret })],
    [true, () => poster.post('prompts/get', { name: 'standup' })],
  ];
  const [isEcho, send] = asks[turn % asks.length] ?? [false, () => poster.call('get_task_stats')];
  return { isEcho, answer: await send() };
}

const completion = { ref: { type: 'ref/prompt', name: 'triage' }, argument: { name: 'project', value: '' } };

function faultsIn(
  { id, status, bytes }: Answered,
  { number, secret, isEcho }: { number: number; secret: string; isEcho: boolean },
): string[] {
  const faults = [...bytes.matchAll(SECRET)].filter((found) => found[0] !== secret).map((found) => `heard ${found[0]}`);
  for (const [, project] of bytes.matchAll(/project-(\d+)/g))
    if (Number(project) !== number && !bytes.includes('There is no project'))
      faults.push(`heard of project ${project}`);
  if (isEcho && !bytes.includes(secret)) faults.push(`was not given its own: ${status} ${bytes.slice(-300)}`);
  const json = /^(?:data: )?(\{.*\})$/m.exec(bytes)?.[1];
  if (json === undefined || Message.safeParse(JSON.parse(json)).data?.id !== id)
    faults.push(`was not answered: ${status} ${bytes}`);
  return faults.map((fault) => `client ${number} ${fault}`);
}
