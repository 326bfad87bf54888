import type { Call } from './call.ts';
import { Leased } from './errors.ts';
import { endOf, isValid, type Lease } from './lease.ts';
import type { Tx } from './store.ts';

interface Writer extends Pick<Call, 'actor'> {
  /** The token that the caller was given when it claimed the task. */
  readonly lease: string | undefined;
}

/**
 * Lets a write of a task pass when nobody holds the task, or when the caller does, whose lease is then renewed: the token
 * is the right, not the name. Throws Leased.
 */
export async function guard(tx: Tx, taskId: number, writer: Writer): Promise<void> {
  const held = await tx.leases.find(taskId);
  if (held === undefined) {
    if (writer.lease !== undefined) throw lost(taskId);
    return;
  }
  const now = await tx.now();
  if (!isValid(held, now)) {
    // Free for everybody but the one who has been away for too long.
    if (writer.lease !== undefined) throw lost(taskId, held);
    return;
  }
  if (writer.lease === undefined || !(await tx.leases.isHeldBy(taskId, writer.lease))) throw taken(held, writer);
  await tx.leases.renew(taskId, endOf(held.minutes, now), held.minutes);
}

/** The error for whoever comes without the right to a task that is held. */
export function taken({ task_id, holder, until }: Lease, { actor, lease }: Writer): Leased {
  const now = lease === undefined ? '' : 'the lease given is not the one that counts: ';
  const next =
    lease === undefined && actor === holder
      ? 'If the claim is yours, pass its token as lease; otherwise take another task.'
      : 'Take another task, or wait until then.';
  return new Leased(`${now}task #${task_id} is claimed by ${holder} until ${toSeconds(until)}`, next);
}

function lost(taskId: number, over?: Lease): Leased {
  const why = over === undefined ? 'has ended' : `expired at ${toSeconds(over.until)}`;
  return new Leased(
    `the lease on task #${taskId} ${why}, so nothing was written`,
    'Nobody holds the task now: look at what has changed; if there is still work to do, claim it again without lease.',
  );
}

function toSeconds(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}
