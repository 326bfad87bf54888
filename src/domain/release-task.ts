import type { Call } from './call.ts';
import { Conflict, NotFound } from './errors.ts';
import { Group } from './group.ts';
import { guard } from './guard.ts';
import { isValid } from './lease.ts';
import type { Tx } from './store.ts';
import type { Task } from './task.ts';

interface Release {
  readonly task_id: number;
  /** The token of the claim; undefined is the right of nobody. */
  readonly lease?: string | undefined;
  /** Whoever holds it: for a person who knows that the holder is gone. */
  readonly force?: boolean | undefined;
  /** What the next one must know. */
  readonly note?: string | undefined;
}

interface Released {
  readonly task: Task;
  readonly change_id: number | undefined;
  /** Who held it; undefined when nobody did. */
  readonly holder: string | undefined;
}

/**
 * Gives a claimed task back, with a handover for whoever takes it up next; doing it twice changes nothing. Throws NotFound,
 * Leased, and Conflict for a note that comes too late.
 */
export async function releaseTask(tx: Tx, call: Call, { task_id, lease, force, note }: Release): Promise<Released> {
  const task = await tx.tasks.find(task_id);
  if (task === undefined) throw NotFound.task(task_id);
  const held = await tx.leases.find(task_id);
  if (held === undefined || !isValid(held, await tx.now())) {
    if (note !== undefined && !(await isHandedOver(tx, call, task_id, note))) throw tooLate(task_id);
    return { task, change_id: undefined, holder: undefined };
  }
  if (force !== true) await guard(tx, task_id, { actor: call.actor, lease });
  const group = new Group(tx, call);
  const released = await group.move(task, 'pending', 'task.released');
  if (note !== undefined) await group.note(released, note, true);
  return { task: released, change_id: group.changeId, holder: held.holder };
}

/** Whether the note came with this very release before: its answer may have been lost. */
async function isHandedOver(tx: Tx, { actor }: Call, taskId: number, note: string): Promise<boolean> {
  const last = await tx.notes.lastHandover(taskId);
  return last?.actor === actor && last.text === note;
}

function tooLate(taskId: number): Conflict {
  return new Conflict(
    `nobody holds task #${taskId} any more, so the note was not written`,
    'Look at what has changed; add the note by an update if it still helps.',
  );
}
