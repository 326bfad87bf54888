import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../support/audit.ts';
import { isMade, rowsOf } from '../support/beside.ts';

export interface KillOptions {
  readonly database: string;
  /** Node's arguments for the server. */
  readonly server: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly kills: number;
  /** Servers that write, and are killed, in the same round. */
  readonly writers: number;
  /** A server is killed at a random moment up to then, counted from its first write or, once in five, from its start. */
  readonly withinMs: number;
}

export interface KillSummary {
  readonly kills: number;
  readonly acknowledged: number;
  /** Writes that were made although nobody was told. */
  readonly unheard: number;
  /** Servers killed before they had answered anything. */
  readonly early: number;
  readonly lost: readonly string[];
  readonly damage: readonly string[];
}

/** A write as its answer told it. */
interface Acknowledged {
  readonly change: number;
  readonly task: number;
  readonly version: number;
  readonly kind: string;
}

/** Kills servers with SIGKILL while they write to one database, and after every round looks at what is there. */
export async function killLoop(options: KillOptions): Promise<KillSummary> {
  const acknowledged: Acknowledged[] = [];
  const [lost, damage]: [string[], string[]] = [[], []];
  let early = 0;
  for (let kills = 0; kills < options.kills; kills += options.writers) {
    const writers = Array.from({ length: Math.min(options.writers, options.kills - kills) }, () => new Writer(options));
    for (const writes of await Promise.all(writers.map((writer) => writer.untilKilled(options.withinMs)))) {
      acknowledged.push(...writes);
      if (writes.length === 0) early += 1;
    }
    // Nobody may have lived long enough to make the tables.
    if (acknowledged.length === 0 && !(await isMade(options.database))) continue;
    lost.push(...(await missing(options.database, acknowledged)));
    damage.push(...(await audit(options.database)));
  }
  const unheard = acknowledged.length === 0 ? 0 : (await countChanges(options.database)) - acknowledged.length;
  return { kills: options.kills, acknowledged: acknowledged.length, unheard, early, lost, damage };
}

async function missing(database: string, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const rows = await rowsOf(database, 'SELECT id, task_id, version, kind FROM changes');
  const kinds = new Map(rows.map(({ id, task_id, version, kind }) => [`${id} ${task_id} ${version}`, kind]));
  const lost = acknowledged.filter(
    ({ change, task, version, kind }) => kinds.get(`${change} ${task} ${version}`) !== kind,
  );
  return lost.map(({ change, kind, task }) => `change ${change}, ${kind} #${task}`);
}

async function countChanges(database: string): Promise<number> {
  const [row] = await rowsOf(database, 'SELECT count(*) AS count FROM changes');
  return Number(row?.count);
}

/** What is asked in turn; the answer of the first names the task for the others. */
const TURN = [
  { name: 'add_task', kind: 'task.created', fields: { title: 'Killed on the way', tags: ['kill'], project: 'proof' } },
  { name: 'update_task', kind: 'task.updated', fields: { priority: 'high', description: 'half of it', tags: ['9'] } },
  { name: 'complete_task', kind: 'task.completed', fields: {} },
] as const;

/** A server that is told to write as fast as it answers. */
class Writer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #acknowledged: Acknowledged[] = [];
  readonly #writing = Promise.withResolvers<void>();
  #turn = 0;
  #task = 0;

  constructor({ server, environment, database }: KillOptions) {
    this.#child = spawn(process.execPath, server, { env: { ...environment, DATABASE_URL: database } });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.pipe(process.stderr);
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answered(JSON.parse(line)));
    const client = { capabilities: {}, clientInfo: { name: 'proof', version: '1' }, protocolVersion: '2025-11-25' };
    this.#send({ id: 0, method: 'initialize', params: client });
  }

  async untilKilled(withinMs: number): Promise<readonly Acknowledged[]> {
    const closed = once(this.#child, 'close');
    if (Math.random() > 0.2) await Promise.race([closed, this.#writing.promise]);
    await sleep(Math.random() * withinMs);
    this.#child.kill('SIGKILL');
    await closed;
    if (this.#child.signalCode !== 'SIGKILL') throw new Error('a server ended before it was killed');
    return this.#acknowledged;
  }

  #send(message: Record<string, unknown>): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #answered(message: Answer): void {
    const { id = 0, result } = message;
    if (id === 0) {
      this.#send({ method: 'notifications/initialized' });
    } else {
      const { task, change_id: change } = result?.structuredContent ?? {};
      if (task === undefined || change === undefined) throw new Error(`refused: ${JSON.stringify(message)}`);
      const kind = TURN[(id - 1) % TURN.length]?.kind ?? 'none';
      this.#acknowledged.push({ change, task: task.id, version: task.version, kind });
      this.#task = task.id;
      this.#writing.resolve();
    }
    const { name, fields } = TURN[this.#turn % TURN.length] ?? TURN[0];
    const target = name === 'add_task' ? {} : { task_id: this.#task };
    this.#turn += 1;
    this.#send({ id: this.#turn, method: 'tools/call', params: { name, arguments: { ...fields, ...target } } });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly structuredContent?: { task?: { id: number; version: number }; change_id?: number } };
}
