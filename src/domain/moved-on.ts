import { abridgedValue } from './change.ts';
import { Conflict, Invalid } from './errors.ts';
import type { Tx } from './store.ts';
import type { Task, TaskPatch } from './task.ts';

/**
 * Lets a patch pass that was made for an older version of the task, as long as nobody has changed the same fields since:
 * patches of different fields merge. Throws Conflict with the current values, and Invalid for a version yet to come.
 */
export async function checkUnchanged(
  tx: Tx,
  task: Task,
  patch: TaskPatch,
  expected: number | undefined,
): Promise<void> {
  if (expected === undefined || expected === task.version) return;
  if (expected > task.version)
    throw new Invalid(`expected_version ${expected} is not there yet: task #${task.id} has version ${task.version}`);
  const changes = await tx.changes.afterVersion(task.id, expected);
  const asked = Object.keys(patch).filter((field) => Reflect.get(patch, field) !== undefined);
  const changed = changes.filter(({ after }) => asked.some((field) => field in (after ?? {})));
  const last = changed.at(-1);
  if (last === undefined) return;
  const fields = asked.filter((field) => changed.some(({ after }) => field in (after ?? {})));
  const values = fields.map((field) => `${field} is now ${JSON.stringify(abridgedValue(Reflect.get(task, field)))}`);
  throw new Conflict(
    `task #${task.id} has moved on to version ${task.version}, last by ${last.actor}: ${values.join(', ')}; nothing was changed`,
    `If your change still applies, call again with expected_version ${task.version}.`,
  );
}
