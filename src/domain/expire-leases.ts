import type { Call } from './call.ts';
import { StorageFailed } from './errors.ts';
import { Group } from './group.ts';
import { isValid, type Lease } from './lease.ts';
import type { Tx } from './store.ts';
import type { Task } from './task.ts';

/** As many as a reading call ends in one transaction, so that writers need not wait for all of them. */
const AT_ONCE = 100;

/**
 * Frees the tasks whose holders have been away for too long: nobody watches over leases, so whoever next looks for work
 * or for news does it, in a group of the holder's for each.
 */
export async function expireLeases(tx: Tx, call: Pick<Call, 'now'>): Promise<void> {
  while (await expireSome(tx, call));
}

/** Tells whether there may be more. */
async function expireSome(tx: Tx, { now }: Pick<Call, 'now'>): Promise<boolean> {
  const over = await tx.leases.expired(await tx.now(), AT_ONCE);
  for (const lease of over) await expire(tx, lease, now);
  return over.length === AT_ONCE;
}

/**
 * The task as it is for a caller without a lease: one whose holder has been away for too long is freed first, so that it
 * cannot stay in progress for ever. Undefined if it is not there.
 */
export async function findFreed(
  tx: Tx,
  call: Pick<Call, 'now'>,
  { task_id, lease }: { readonly task_id: number; readonly lease?: string | undefined },
): Promise<Task | undefined> {
  const held = lease === undefined ? await tx.leases.find(task_id) : undefined;
  if (held !== undefined && !isValid(held, await tx.now())) await expire(tx, held, call.now);
  return tx.tasks.find(task_id);
}

async function expire(tx: Tx, { task_id, holder, fence }: Lease, now: Call['now']): Promise<void> {
  const task = await tx.tasks.find(task_id);
  // Somebody else may have done it, or renewed it, before the task was held.
  const held = await tx.leases.find(task_id);
  if (held?.fence !== fence || isValid(held, await tx.now())) return;
  if (task !== undefined) await new Group(tx, { actor: holder, now }).move(task, 'pending', 'task.lease_expired');
  await tx.leases.end(task_id);
}

/**
 * The same for a call that reads: writes only where there is something to free, and tells whether it did. What cannot be
 * written now, as on a full disk, can still be read.
 */
export async function freeExpired(call: Pick<Call, 'store' | 'now'>): Promise<boolean> {
  if (!(await call.store.read(expiryAt)).isOver || call.store.isReadOnly) return false;
  try {
    while (await call.store.write((tx) => expireSome(tx, call)));
    return true;
  } catch (error) {
    if (error instanceof StorageFailed) return false;
    throw error;
  }
}

interface Expiry {
  /** Some lease is not valid any more. */
  readonly isOver: boolean;
  /** In how many ms the next one ends. */
  readonly nextMs: number | undefined;
}

export async function expiryAt(tx: Tx): Promise<Expiry> {
  const now = await tx.now();
  const { first } = await tx.leases.held(now, {});
  const [over] = await tx.leases.expired(now, 1);
  return {
    isOver: over !== undefined,
    nextMs: first === undefined ? undefined : Date.parse(first) - now.getTime(),
  };
}
