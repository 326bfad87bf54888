import { Forbidden } from './errors.ts';
import { elsewhere, type OwnTasks } from './own-tasks.ts';
import { checkCycles } from './relations.ts';
import type { Blockers, TaskFilter, Tasks, Tx } from './store.ts';
import type { Task, TaskDraft, TaskSummary } from './task.ts';

type Relations = Pick<TaskDraft, 'parent_id' | 'blocked_by'>;

const NONE: Relations = { parent_id: null, blocked_by: [] };

/** The tasks of one project as if there were no others. What would touch another task throws Forbidden. */
export function restrictedTasks(whole: Tx, own: OwnTasks): Tasks {
  const { tasks } = whole;
  const mine = <T extends Pick<Task, 'project'>>(found: readonly T[]) =>
    found.filter(({ project }) => project === own.project);
  const narrowed = (filter: TaskFilter) => ({ ...filter, project: own.project });

  return {
    async find(id) {
      const task = await tasks.find(id);
      return task?.project === own.project ? task : undefined;
    },
    findMany: async (ids) => mine(await tasks.findMany(ids)),
    async findDeleted(id) {
      const task = await tasks.findDeleted(id);
      return task?.project === own.project ? task : undefined;
    },
    wasDeleted: async (id) => (await tasks.wasDeleted(id)) && own.had(id),
    hold: (ids) => tasks.hold(ids),
    bestReady: async (filter) => (own.isAsked(filter.project) ? tasks.bestReady(narrowed(filter)) : undefined),
    // Numbers alone.
    reserve: (count) => tasks.reserve(count),
    async insert(draft, id) {
      own.check(draft.project);
      await checkRelations(whole, own, { to: draft, from: NONE });
      return tasks.insert(draft, id);
    },
    async save(task, before) {
      const stored = await tasks.find(task.id);
      if (stored === undefined) throw elsewhere(own.project);
      own.check(stored.project);
      own.check(task.project);
      const isNew = await checkRelations(whole, own, { to: task, from: stored });
      // Between two tasks of the project the way may lead through others, which the caller's own check did not see.
      if (isNew) await checkCycles(whole, task.id, task);
      await tasks.save(task, before);
    },
    async remove(task) {
      await own.checkTask(task.id);
      if ((await tasks.subtasks([task.id])).some(({ project }) => project !== own.project))
        throw new Forbidden(`task #${task.id} has subtasks in another project`, 'Complete it instead of deleting it.');
      await tasks.remove(task);
    },
    async restore(task) {
      await own.checkTask(task.id);
      own.check(task.project);
      await tasks.restore(task);
    },
    // Whoever may see the whole list clears it.
    purge: async () => [],
    subtasks: async (parentIds) => mine(await tasks.subtasks(await own.among(parentIds))),
    latest: async (limit, of) => mine(await tasks.latest(limit, of)),
    page: async (filter, after, limit) =>
      own.isAsked(filter.project) ? tasks.page(narrowed(filter), after, limit) : [],
    summaries: async (filter, after, limit) =>
      own.isAsked(filter.project) ? tasks.summaries(narrowed(filter), after, limit) : [],
    count: async (filter, limit) => (own.isAsked(filter.project) ? tasks.count(narrowed(filter), limit) : 0),
    idsStartingWith: async (prefix, limit, project) =>
      own.isAsked(project) ? tasks.idsStartingWith(prefix, limit, own.project) : [],
  };
}

/**
 * What a task of the project waits for stands in its row, so that much of another task shows: its number, and whether it
 * is done. Otherwise nobody could tell why the task is not ready, and it could be claimed.
 */
export function restrictedBlockers({ blockers }: Tx, own: OwnTasks): Blockers {
  const seen = (summary: TaskSummary) => (summary.project === own.project ? summary : withoutContent(summary));
  return {
    async of(taskIds) {
      const found = await blockers.of(await own.among(taskIds));
      return new Map([...found].map(([id, list]) => [id, list.map(seen)]));
    },
    async dependents(taskIds) {
      const found = await blockers.dependents(await own.among(taskIds));
      return found.filter(({ project }) => project === own.project);
    },
    readyDependents: async (taskIds) => own.among(await blockers.readyDependents(taskIds)),
  };
}

function withoutContent({ id, status, completed }: TaskSummary): TaskSummary {
  const facts = { title: '(in another project)', priority: 'medium' as const, project: null, tags: [], due: null };
  return { id, ...facts, status, completed, assignee: null, parent_id: null, blocked_by: [] };
}

/** Throws Forbidden where a task comes to be related to one of another project; tells whether any relation is new. */
async function checkRelations(
  whole: Tx,
  own: OwnTasks,
  { to, from }: { to: Relations; from: Relations },
): Promise<boolean> {
  const parents = to.parent_id === null || to.parent_id === from.parent_id ? [] : [to.parent_id];
  const added = [...parents, ...to.blocked_by.filter((id) => !from.blocked_by.includes(id))];
  const known = await whole.tasks.findMany(added);
  for (const { project } of known) own.check(project);
  const live = new Set(known.map(({ id }) => id));
  for (const id of added) if (!live.has(id) && (await whole.tasks.wasDeleted(id))) await own.checkTask(id);
  return added.length > 0;
}
