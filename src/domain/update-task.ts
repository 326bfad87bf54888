import type { Call } from './call.ts';
import { Invalid, NotFound } from './errors.ts';
import { findFreed } from './expire-leases.ts';
import { Group } from './group.ts';
import { checkUnchanged } from './moved-on.ts';
import { isNewProject } from './projects.ts';
import { checkCycles, checkNamed } from './relations.ts';
import type { Tx } from './store.ts';
import { type Task, TaskPatch } from './task.ts';
import { checkTitle } from './title.ts';

interface Updated {
  readonly before: Task;
  readonly task: Task;
  readonly change_id: number | undefined;
  /** False also for a note that was there already. */
  readonly noted: boolean;
  readonly new_project: string | undefined;
}

interface Asked extends TaskPatch {
  readonly task_id: number;
  readonly note?: string | undefined;
  /** The version that the caller has seen. */
  readonly expected_version?: number | undefined;
  readonly lease?: string | undefined;
}

/**
 * Sets the given fields, null clears. Throws NotFound, Leased; Invalid when no field is given or a value breaks a rule;
 * Conflict when one of the fields was changed after the expected version.
 */
export async function updateTask(
  tx: Tx,
  call: Call,
  { task_id, note, expected_version, lease, ...patch }: Asked,
): Promise<Updated> {
  if (note === undefined && Object.values(patch).every((value) => value === undefined)) {
    const fields = Object.keys(TaskPatch.shape).join(', ');
    throw new Invalid('nothing to update', `Give at least one of: ${fields}, note.`);
  }
  if (patch.title !== undefined) checkTitle(patch.title, call.titleMax, 'title');
  const before = await findFreed(tx, call, { task_id, lease });
  if (before === undefined) throw NotFound.task(task_id);
  await checkUnchanged(tx, before, patch, expected_version);
  // What blocked it before may be deleted by now, and may stay.
  const blocked_by = patch.blocked_by?.filter((id) => !before.blocked_by.includes(id));
  await checkNamed(tx, { parent_id: patch.parent_id, blocked_by });
  await checkCycles(tx, task_id, patch);
  const { project } = patch;
  const isNew = typeof project === 'string' && (await isNewProject(tx, project));
  const group = new Group(tx, call, { lease });
  const task = await group.update(before, patch);
  const noted = note !== undefined && (await group.note(task, note));
  return { before, task, change_id: group.changeId, noted, new_project: isNew ? project : undefined };
}
