import type { Call } from './call.ts';
import { StorageFailed } from './errors.ts';
import { Group } from './group.ts';
import { isValid, type Lease } from './lease.ts';
import type { TaskFilter, Tx } from './store.ts';
import type { Task } from './task.ts';

/** As many as a reading call ends in one transaction, so that writers need not wait for all of them. */
const AT_ONCE = 100;
/** As many as a claim ends besides its own work: all of a mass expiry would hold up everybody. */
const BESIDE = 20;

export async function isAnyExpired(tx: Tx): Promise<boolean> {
  return (await tx.leases.expired(await tx.now(), { limit: 1 })).length > 0;
}

/**
 * Frees some of the tasks whose holders have been away for too long, and that nobody else is freeing: nobody watches over
 * leases, so whoever next looks for work or for news does it, in a group of the holder's for each.
 */
export async function expireSome(
  tx: Tx,
  call: Pick<Call, 'now'>,
  of: Pick<TaskFilter, 'project' | 'tag'> = {},
): Promise<void> {
  const over = await tx.leases.expired(await tx.now(), { ...of, limit: BESIDE, isFree: true });
  for (const lease of over) await expire(tx, lease, call.now);
}

/** The same for all of these tasks. */
export async function expireAmong(tx: Tx, call: Pick<Call, 'now'>, taskIds: readonly number[]): Promise<void> {
  if (taskIds.length === 0) return;
  for (const lease of await tx.leases.expired(await tx.now(), { limit: taskIds.length, taskIds }))
    await expire(tx, lease, call.now);
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

async function expire(tx: Tx, lease: Lease, now: Call['now']): Promise<void> {
  const { task_id, holder } = lease;
  const task = await tx.tasks.find(task_id);
  // Somebody else may have done it, or renewed it, before the task was held.
  if (!(await isExpired(tx, lease))) return;
  if (task !== undefined) await new Group(tx, { actor: holder, now }).move(task, 'pending', 'task.lease_expired');
  await tx.leases.end(task_id);
}

/** Whether it is still there and has not been renewed. */
export async function isExpired(tx: Tx, { task_id, fence }: Lease): Promise<boolean> {
  const held = await tx.leases.find(task_id);
  return held?.fence === fence && !isValid(held, await tx.now());
}

/**
 * Frees all for a call that reads: writes only where there is something to free, and tells whether it did. What cannot be
 * written now, as on a full disk, can still be read.
 */
export async function freeExpired(call: Pick<Call, 'store' | 'now'>): Promise<boolean> {
  if (!(await call.store.read(expiryAt)).isOver || call.store.isReadOnly) return false;
  try {
    while (await call.store.write((tx) => expirePage(tx, call)));
    return true;
  } catch (error) {
    if (error instanceof StorageFailed) return false;
    throw error;
  }
}

/** Tells whether there was any. Whoever reads must see also those as free that others are freeing, and waits for these. */
async function expirePage(tx: Tx, { now }: Pick<Call, 'now'>): Promise<boolean> {
  const page = { limit: AT_ONCE };
  const free = await tx.leases.expired(await tx.now(), { ...page, isFree: true });
  const over = free.length > 0 ? free : await tx.leases.expired(await tx.now(), page);
  for (const lease of over) await expire(tx, lease, now);
  return over.length > 0;
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
  return {
    isOver: await isAnyExpired(tx),
    nextMs: first === undefined ? undefined : Date.parse(first) - now.getTime(),
  };
}
