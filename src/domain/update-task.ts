import type { Call } from './call.ts';
import { Invalid, NotFound } from './errors.ts';
import { Group } from './group.ts';
import { isNewProject } from './projects.ts';
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

/** Sets the given fields, null clears. Throws NotFound; Invalid when no field is given or the title breaks a rule. */
export async function updateTask(
  call: Call,
  { task_id, note, ...patch }: TaskPatch & { task_id: number; note?: string | undefined },
): Promise<Updated> {
  if (note === undefined && Object.values(patch).every((value) => value === undefined)) {
    const fields = Object.keys(TaskPatch.shape).join(', ');
    throw new Invalid('nothing to update', `Give at least one of: ${fields}, note.`);
  }
  if (patch.title !== undefined) checkTitle(patch.title, call.titleMax, 'title');
  return call.store.write(async (tx) => {
    const before = await tx.tasks.find(task_id);
    if (before === undefined) throw NotFound.task(task_id);
    const { project } = patch;
    const isNew = typeof project === 'string' && (await isNewProject(tx, project));
    const group = new Group(tx, call);
    const task = await group.update(before, patch);
    const noted = note !== undefined && (await group.note(task, note));
    return { before, task, change_id: group.changeId, noted, new_project: isNew ? project : undefined };
  });
}
