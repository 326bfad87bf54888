import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { audit } from './audit.ts';
import { newDatabase } from './folder.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { NOON } from './tasks.ts';

/** A clock that is put forward, or back, by hand. */
export class Clock {
  #time = NOON().getTime();
  readonly now = () => new Date(this.#time);

  pass(minutes: number): void {
    this.#time += minutes * 60_000;
  }
}

/** Several actors on one list, each with a connection of its own, and one clock; the list is audited when the test ends. */
export class Fleet {
  readonly clock = new Clock();
  readonly database = newDatabase();

  constructor() {
    onTestFinished(async () => expect(await audit(this.database)).toEqual([]));
  }

  actor(name: string, { env, ...options }: Omit<SessionOptions, 'database' | 'now'> = {}): Promise<Session> {
    const { database, clock } = this;
    return openSession({ ...options, database, now: clock.now, env: { TASK_ACTOR: name, ...env } });
  }
}

const Claimed = z.object({
  task: z.looseObject({ id: z.int() }),
  lease: z.object({ token: z.string(), until: z.string(), fence: z.int() }),
});

export interface Claim {
  readonly id: number;
  /** The token, to be passed on as the argument of that name. */
  readonly lease: string;
  readonly until: string;
  readonly fence: number;
}

/** Claims what must be there to be claimed. */
export async function claim(session: Session, args: Record<string, unknown> = {}): Promise<Claim> {
  const { task, lease } = Claimed.parse(await session.data('claim_task', args));
  return { id: task.id, lease: lease.token, until: lease.until, fence: lease.fence };
}

/** The kinds of a task's changes, oldest first. */
export async function kindsOf(session: Session, task_id: number): Promise<string[]> {
  const { changes } = z
    .object({ changes: z.array(z.looseObject({ kind: z.string() })) })
    .parse(await session.data('get_task', { task_id }));
  return changes.map(({ kind }) => kind).reverse();
}
