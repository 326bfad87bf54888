import { bestTask } from './best-task.ts';
import { type Call, projectFilter } from './call.ts';
import { Conflict, NotFound } from './errors.ts';
import { expireSome, findFreed, isAnyExpired } from './expire-leases.ts';
import { Group } from './group.ts';
import { guard, taken } from './guard.ts';
import { DEFAULT_MINUTES, endOf, isValid, type Lease, newToken } from './lease.ts';
import { type NoneReady, whyNoneIsReady } from './none-ready.ts';
import type { Tx } from './store.ts';
import type { Task } from './task.ts';
import { detailOf, type TaskDetail } from './task-detail.ts';

interface Wish {
  /** Without it: the best ready task. */
  readonly task_id?: number | undefined;
  readonly project?: string | undefined;
  readonly tag?: string | undefined;
  readonly minutes?: number | undefined;
  /** The token of a claim that is to go on. */
  readonly lease?: string | undefined;
  readonly note?: string | undefined;
}

export interface Claimed {
  readonly detail: TaskDetail;
  readonly lease: Pick<Lease, 'until' | 'fence'> & { readonly token: string };
  /** Undefined when a claim went on and nothing was written down. */
  readonly change_id: number | undefined;
  readonly renewed: boolean;
}

/**
 * Takes a task for the caller alone, for a time. Throws NotFound; Leased where somebody else holds it; Conflict where it
 * is completed or waits for others.
 */
export async function claimTask(tx: Tx, call: Call, wish: Wish): Promise<Claimed | NoneReady> {
  const { task_id, project: asked, tag, lease } = wish;
  const of = { project: projectFilter(call, asked), tag };
  const isOver = lease === undefined && (await isAnyExpired(tx));
  const wanted = task_id === undefined ? await bestTask(tx, { ...of, isOver }) : await tx.tasks.find(task_id);
  if (task_id !== undefined && wanted === undefined) throw NotFound.task(task_id);
  // Whoever comes with a lease is told when it ended, so that one must still be there.
  if (wanted !== undefined && lease !== undefined) return goOn(tx, call, wanted, wish);
  if (isOver) await expireSome(tx, call);
  // Of these too, so that the answer can name some.
  if (isOver && wanted === undefined) await expireSome(tx, call, of);
  if (wanted === undefined) return whyNoneIsReady(tx, call, { ...of, asked });
  const task = isOver ? await findFreed(tx, call, { task_id: wanted.id }) : wanted;
  if (task === undefined) throw new Error('a task that is held is gone');
  return take(tx, call, task_id === undefined ? task : await free(tx, call, task), wish);
}

/** Throws Conflict unless that claim still counts: one that was given back or lost must not be worked on by a repeated call. */
export async function checkStillClaimed(tx: Tx, taskId: number, token: string): Promise<void> {
  const held = await tx.leases.find(taskId);
  if (held !== undefined && isValid(held, await tx.now()) && (await tx.leases.isHeldBy(taskId, token))) return;
  throw new Conflict(
    `the claim of task #${taskId} that was made with this idempotency_key has ended`,
    'Give a new key to a new claim.',
  );
}

async function take(tx: Tx, call: Call, task: Task, { minutes = DEFAULT_MINUTES, note }: Wish): Promise<Claimed> {
  const group = new Group(tx, call);
  const claimed = await group.move(task, 'in_progress', 'task.claimed');
  const { changeId } = group;
  if (changeId === undefined) throw new Error('a claim left no trace');
  const token = newToken();
  const until = endOf(minutes, await tx.now());
  await tx.leases.put({ task_id: task.id, holder: call.actor, until, minutes, fence: changeId }, token);
  if (note !== undefined) await group.note(claimed, note);
  const lease = { token, until, fence: changeId };
  return { detail: await detailOf(tx, claimed), lease, change_id: changeId, renewed: false };
}

async function goOn(tx: Tx, call: Call, task: Task, { lease: token = '', minutes, note }: Wish): Promise<Claimed> {
  await guard(tx, task.id, { actor: call.actor, lease: token });
  const held = await tx.leases.find(task.id);
  if (held === undefined) throw new Error('a lease that was good is gone');
  const until = minutes === undefined ? held.until : endOf(minutes, await tx.now());
  if (minutes !== undefined) await tx.leases.renew(task.id, until, minutes);
  const group = new Group(tx, call, { lease: token });
  if (note !== undefined) await group.note(task, note);
  const lease = { token, until, fence: held.fence };
  return { detail: await detailOf(tx, task), lease, change_id: group.changeId, renewed: true };
}

/** The task, if it can be worked on now by somebody who asks for it. */
async function free(tx: Tx, { actor }: Call, task: Task): Promise<Task> {
  const held = await tx.leases.find(task.id);
  if (held !== undefined && isValid(held, await tx.now())) throw taken(held, { actor, lease: undefined });
  if (task.completed)
    throw new Conflict(`task #${task.id} is completed`, 'Set its status to pending first if it is to be done again.');
  const open = ((await tx.blockers.of([task.id])).get(task.id) ?? []).filter(({ completed }) => !completed);
  if (open.length === 0) return task;
  const ids = open.map(({ id }) => `#${id}`).join(', ');
  throw new Conflict(`task #${task.id} is blocked by ${ids}`, 'Complete those first, or take them out of blocked_by.');
}
