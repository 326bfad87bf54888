import type { Call } from './call.ts';
import { Group } from './group.ts';
import type { Lease } from './lease.ts';
import type { Tx } from './store.ts';

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

async function expire(tx: Tx, { task_id, holder }: Lease, now: Call['now']): Promise<void> {
  const task = await tx.tasks.find(task_id);
  if (task !== undefined) await new Group(tx, { actor: holder, now }).move(task, 'pending', 'task.lease_expired');
  await tx.leases.end(task_id);
}

/** The same for a call that reads: writes only where there is something to free. Gives in how many ms the next lease ends. */
export async function freeExpired({ store, now }: Call): Promise<number | undefined> {
  const { any, next } = await store.read(async (tx) => {
    const time = await tx.now();
    const { first } = await tx.leases.held(time, {});
    const [any] = await tx.leases.expired(time, 1);
    return { any, next: first === undefined ? undefined : Date.parse(first) - time.getTime() };
  });
  let more = any !== undefined && !store.isReadOnly;
  while (more) more = await store.write((tx) => expireSome(tx, { now }));
  return next;
}
