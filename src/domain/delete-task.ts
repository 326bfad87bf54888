import type { Call } from './call.ts';
import { digestOf } from './digest.ts';
import { Leased, NotFound, Unconfirmed } from './errors.ts';
import { expireAmong, findFreed } from './expire-leases.ts';
import { Group } from './group.ts';
import { taken } from './guard.ts';
import { isValid } from './lease.ts';
import { purge } from './purge.ts';
import type { Tx } from './store.ts';
import type { Task, TaskSummary } from './task.ts';

/** As many as a question can name, and as much of their titles. */
const NAMED = 10;
const TITLE = 60;
const NEXT = 'Nothing was deleted. If that is meant, call delete_task with include_subtasks: true.';

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
  const task = await findFreed(tx, call, { task_id });
  if (task === undefined) {
    if (await tx.tasks.wasDeleted(task_id)) return { deleted: [], change_id: undefined, now_ready: [] };
    throw NotFound.task(task_id);
  }
  const tree = [task, ...(await below(tx, call, task_id))];
  const waiting = await whoWaits(tx, tree);
  // Before anybody is asked about what could not be done.
  await checkFree(tx, call, tree);
  const hasOpen = tree.slice(1).some(({ completed }) => !completed);
  if (include_subtasks !== true && (hasOpen || waiting.length > 0)) {
    const shown = digestOf(JSON.stringify([tree.map(({ id, version }) => [id, version]), waiting.map(({ id }) => id)]));
    if (call.confirmed !== shown) throw new Unconfirmed({ question: question(tree, waiting), shown, next: NEXT });
  }
  const group = new Group(tx, call);
  // From the leaves up, so that undoing it brings parents back before their subtasks.
  for (const each of tree.toReversed()) await group.remove(each);
  const now_ready = await tx.blockers.readyDependents(openIds(tree));
  return { deleted: tree.map(({ id }) => id), change_id: group.changeId, now_ready };
}

/** Every task below, parents before their subtasks. */
async function below(tx: Tx, call: Call, id: number): Promise<Task[]> {
  let found: Task[] = [];
  for (let level = [id]; level.length > 0; ) {
    level = (await tx.tasks.subtasks(level)).map((subtask) => subtask.id);
    await expireAmong(tx, call, level);
    found = found.concat(await tx.tasks.findMany(level));
  }
  return found;
}

/** Open tasks elsewhere that wait for one of these. */
async function whoWaits(tx: Tx, tree: readonly Task[]): Promise<TaskSummary[]> {
  const ids = new Set(tree.map(({ id }) => id));
  const dependents = await tx.blockers.dependents(openIds(tree));
  return dependents.filter(({ id, completed }) => !completed && !ids.has(id));
}

/** Of those that others can be waiting for. */
function openIds(tree: readonly Task[]): number[] {
  return tree.filter(({ completed }) => !completed).map(({ id }) => id);
}

/** Throws Leased where somebody works on one of them: a claim has to be given back first, by its holder too. */
async function checkFree(tx: Tx, { actor }: Call, tree: readonly Task[]): Promise<void> {
  for (const { id } of tree.filter(({ status }) => status === 'in_progress')) {
    const held = await tx.leases.find(id);
    if (held === undefined || !isValid(held, await tx.now())) continue;
    const next = actor === held.holder ? 'If the claim is yours, release it first.' : 'Wait until it has ended.';
    throw new Leased(taken(held, { actor, lease: undefined }).message, `Nothing was deleted. ${next}`);
  }
}

function question([task, ...below]: readonly Task[], waiting: readonly TaskSummary[]): string {
  const open = below.filter(({ completed }) => !completed);
  const done = below.length - open.length;
  const facts = [
    open.length > 0 && `Its ${counted(open.length, 'open subtask goes', 'open subtasks go')} with it: ${named(open)}.`,
    done > 0 && `Its ${counted(done, 'completed subtask goes', 'completed subtasks go')} with it.`,
    waiting.length > 0 &&
      `${counted(waiting.length, '1 task', 'tasks')} would no longer wait for it: ${named(waiting)}.`,
  ];
  return [`Delete task ${task && named([task])}?`, ...facts.filter((fact) => fact !== false)].join(' ');
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`;
}

/** With titles: a person knows a task by nothing else. */
function named(tasks: readonly Pick<Task, 'id' | 'title'>[]): string {
  const some = tasks.slice(0, NAMED).map(({ id, title }) => `#${id} ${JSON.stringify(short(title))}`);
  return [...some, ...(tasks.length > NAMED ? [`and ${tasks.length - NAMED} more`] : [])].join(', ');
}

function short(title: string): string {
  const signs = [...title];
  return signs.length <= TITLE ? title : `${signs.slice(0, TITLE - 1).join('')}…`;
}
