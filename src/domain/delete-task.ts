import type { Call } from './call.ts';
import { NotFound, Unconfirmed } from './errors.ts';
import { Group } from './group.ts';
import { purge } from './purge.ts';
import type { Tx } from './store.ts';
import type { Task, TaskSummary } from './task.ts';

/** As many as a question can name. */
const NAMED = 10;

interface Deleted {
  /** Ids that this call deleted, the task first: none when it was deleted before. */
  readonly deleted: number[];
  readonly change_id: number | undefined;
  /** Ids of tasks that waited for nothing else. */
  readonly now_ready: number[];
}

/**
 * Deletes a task and all below it; doing it twice changes nothing. Throws NotFound for an id that never was, Leased where
 * somebody works on one of them, and Unconfirmed where open subtasks or other tasks depend on it and neither
 * `include_subtasks` nor a person has said that this is meant.
 */
export async function deleteTask(
  tx: Tx,
  call: Call,
  { task_id, include_subtasks }: { task_id: number; include_subtasks?: boolean | undefined },
): Promise<Deleted> {
  await purge(tx);
  const task = await tx.tasks.find(task_id);
  if (task === undefined) {
    if (await tx.tasks.wasDeleted(task_id)) return { deleted: [], change_id: undefined, now_ready: [] };
    throw NotFound.task(task_id);
  }
  const tree = [task, ...(await below(tx, task_id))];
  const waiting = await whoWaits(tx, tree);
  const subtasks = tree.slice(1).filter(({ completed }) => !completed);
  if (include_subtasks !== true && subtasks.length + waiting.length > 0) {
    const shown = JSON.stringify([tree.map(({ id, version }) => [id, version]), waiting.map(({ id }) => id)]);
    if (call.confirmed !== shown) throw unconfirmed(task, { subtasks, waiting, shown });
  }
  const group = new Group(tx, call);
  // From the leaves up, so that undoing it brings parents back before their subtasks.
  for (const each of tree.toReversed()) await group.remove(each);
  const now_ready = await tx.blockers.readyDependents(tree.map(({ id }) => id));
  return { deleted: tree.map(({ id }) => id), change_id: group.changeId, now_ready };
}

/** Every task below, parents before their subtasks. */
async function below(tx: Tx, id: number): Promise<Task[]> {
  const found: Task[] = [];
  for (let level = [id]; level.length > 0; ) {
    level = (await tx.tasks.subtasks(level)).map((subtask) => subtask.id);
    found.push(...(await tx.tasks.findMany(level)));
  }
  return found;
}

/** Open tasks elsewhere that wait for one of these. */
async function whoWaits(tx: Tx, tree: readonly Task[]): Promise<TaskSummary[]> {
  const ids = tree.map(({ id }) => id);
  const open = tree.filter(({ completed }) => !completed).map(({ id }) => id);
  const dependents = await tx.blockers.dependents(open);
  return dependents.filter(({ id, completed }) => !completed && !ids.includes(id));
}

interface Shown {
  readonly subtasks: readonly Task[];
  readonly waiting: readonly TaskSummary[];
  readonly shown: string;
}

function unconfirmed({ id, title }: Task, { subtasks, waiting, shown }: Shown): Unconfirmed {
  const facts = [
    subtasks.length === 0 ? '' : `its open subtasks ${named(subtasks)} go with it`,
    waiting.length === 0 ? '' : `${named(waiting)} would no longer wait for it`,
  ];
  return new Unconfirmed({
    question: `Delete task #${id} ${JSON.stringify(title)}? ${facts.filter(Boolean).join('; ')}.`,
    shown,
    next: 'Nothing was deleted. If that is meant, call delete_task with include_subtasks: true.',
  });
}

function named(tasks: readonly Pick<Task, 'id'>[]): string {
  const ids = tasks.slice(0, NAMED).map(({ id }) => `#${id}`);
  return [...ids, ...(tasks.length > NAMED ? [`and ${tasks.length - NAMED} more`] : [])].join(', ');
}
