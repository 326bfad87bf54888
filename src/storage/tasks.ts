import { type Kysely, sql } from 'kysely';
import type { Tasks } from '../domain/store.ts';
import { PRIORITIES, STATUSES, type Task, type TaskDraft } from '../domain/task.ts';
import { adjustDependents, setBlockers } from './blockers.ts';
import { held, isHolding } from './holding.ts';
import { listed } from './listed.ts';
import { only, type Slots, statement } from './statement.ts';
import { SUMMARY, toSummary } from './summary.ts';
import type { Tables, TaskRow } from './tables.ts';
import { bestReadyOf, countOf, pageOf, summariesOf } from './task-page.ts';

/** The tutorial's keys come first, in its order. */
function toTask(row: TaskRow): Task {
  const { id, title, priority, completed, ...summary } = toSummary(row);
  const { description, version, created_at, updated_at, completed_at, created_by } = row;
  const past = { version, created_at, updated_at, completed_at, created_by };
  return { id, title, description, priority, completed, ...summary, ...past };
}

function toRow({ priority, status, tags, blocked_by, ...same }: TaskDraft) {
  return {
    ...same,
    priority: PRIORITIES.indexOf(priority),
    status: STATUSES.indexOf(status),
    tags: JSON.stringify(tags),
    blocked_by: JSON.stringify(blocked_by),
  };
}

const find = statement<{ id: number }>()((tx, { id }) =>
  held(tx, tx.selectFrom('tasks').selectAll().where('id', '=', id).where('deleted_at', 'is', null)),
);

type Columns = Omit<TaskRow, 'id' | 'deleted_at' | 'open_blockers' | 'ready'>;

const insert = statement<Columns>()((tx, row) => tx.insertInto('tasks').values(columnsOf(row)).returning('id'));

const update = statement<Columns & { id: number }>()((tx, row) =>
  tx.updateTable('tasks').set(columnsOf(row)).where('id', '=', row.id),
);

const latest = statement<{ limit: number; title: string; created_by: string }>()((tx, { limit, title, created_by }) =>
  tx
    .selectFrom('tasks')
    .selectAll()
    .where('id', '>', (eb) => eb.selectFrom('tasks').select(sql<number>`max(id) - ${limit}`.as('from')))
    .where('title', '=', title)
    .where('created_by', '=', created_by)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc'),
);

/** Every column that a caller can set, by name: the places of a statement cannot be listed. */
function columnsOf(row: Slots<Columns>) {
  const { title, description, priority, status, project, tags, due, assignee, parent_id, blocked_by } = row;
  const { version, created_at, updated_at, completed_at, created_by } = row;
  return {
    title,
    description,
    priority,
    status,
    project,
    tags,
    due,
    assignee,
    parent_id,
    blocked_by,
    version,
    created_at,
    updated_at,
    completed_at,
    created_by,
  };
}

export function tasksOn(tx: Kysely<Tables>): Omit<Tasks, 'reserve'> {
  const live = () => tx.selectFrom('tasks').where('deleted_at', 'is', null);

  async function tag(id: number, tags: readonly string[]) {
    const rows = tags.map((name) => ({ tag: name, task_id: id }));
    if (rows.length > 0) await tx.insertInto('task_tags').values(rows).execute();
  }

  const isOpen = ({ status }: Task) => status !== 'completed';

  return {
    async find(id) {
      const [row] = await find(tx, { id });
      return row && toTask(row);
    },

    async findMany(ids) {
      if (ids.length === 0) return [];
      const some = held(tx, live().selectAll().where('id', 'in', listed(tx, ids)));
      // In one order, so that of two who want the same ones neither waits for what the other holds.
      return (await (isHolding(tx) ? some.orderBy('id') : some).execute()).map(toTask);
    },

    async findDeleted(id) {
      const deleted = tx.selectFrom('tasks').selectAll().where('id', '=', id).where('deleted_at', 'is not', null);
      const row = await held(tx, deleted).executeTakeFirst();
      return row && toTask(row);
    },

    async wasDeleted(id) {
      const row = await tx.selectFrom('tasks').select('deleted_at').where('id', '=', id).executeTakeFirst();
      if (row !== undefined) return row.deleted_at !== null;
      const known = tx.selectFrom('changes').select('id').where('task_id', '=', id).limit(1);
      return (await known.executeTakeFirst()) !== undefined;
    },

    async insert(draft, id) {
      const row = toRow(draft);
      const insertion =
        id === undefined
          ? insert(tx, row)
          : tx
              .insertInto('tasks')
              .values({ ...row, id })
              .returning('id')
              .execute();
      const { id: given } = only(await insertion);
      await tag(given, draft.tags);
      if (draft.blocked_by.length > 0) await setBlockers(tx, given, draft.blocked_by);
      const { title, description, priority, ...rest } = draft;
      return { id: given, title, description, priority, completed: draft.status === 'completed', ...rest };
    },

    async save(task, before) {
      const { id, completed: _, ...draft } = task;
      const row = toRow(draft);
      await update(tx, { id, ...row });
      if (JSON.stringify(before.blocked_by) !== row.blocked_by) await setBlockers(tx, id, draft.blocked_by);
      if (isOpen(before) !== isOpen(task)) await adjustDependents(tx, id, isOpen(task) ? 1 : -1);
      if (JSON.stringify(before.tags) === row.tags) return;
      await tx.deleteFrom('task_tags').where('task_id', '=', id).execute();
      await tag(id, draft.tags);
    },

    async remove(task) {
      const { id, version, updated_at } = task;
      await tx.updateTable('tasks').set({ version, updated_at, deleted_at: updated_at }).where('id', '=', id).execute();
      await tx.deleteFrom('task_tags').where('task_id', '=', id).execute();
      if (isOpen(task)) await adjustDependents(tx, id, -1);
    },

    async restore(task) {
      const { id, version, updated_at, tags } = task;
      await tx.updateTable('tasks').set({ version, updated_at, deleted_at: null }).where('id', '=', id).execute();
      await tag(id, tags);
      if (isOpen(task)) await adjustDependents(tx, id, 1);
    },

    async purge(before, limit) {
      const old = tx.selectFrom('tasks').select('deleted_at').where('deleted_at', '<', before);
      const last = (await old.orderBy('deleted_at').limit(limit).execute()).at(-1);
      if (last === undefined) return [];
      // What was deleted in one call has one time, and goes together: else a parent could go before its subtask.
      const gone = tx.deleteFrom('tasks').where('deleted_at', '<=', last.deleted_at);
      return (await gone.returning('id').execute()).map(({ id }) => id);
    },

    async subtasks(parentIds) {
      if (parentIds.length === 0) return [];
      const below = live().select(SUMMARY).where('parent_id', 'in', listed(tx, parentIds)).orderBy('id');
      return (await held(tx, below).execute()).map(toSummary);
    },

    async latest(limit, { title, created_by }) {
      return (await latest(tx, { limit, title, created_by })).map(toTask);
    },

    async hold(ids) {
      if (!isHolding(tx)) return;
      const some = tx.selectFrom('tasks').select('id').where('id', 'in', listed(tx, ids));
      await held(tx, some.orderBy('id')).execute();
    },

    async bestReady(filter) {
      const [row] = await bestReadyOf(tx, filter);
      return row && toTask(row);
    },

    async page(filter, after, limit) {
      return (await pageOf(tx, filter, after, limit)).map(toTask);
    },

    async summaries(filter, after, limit) {
      return (await summariesOf(tx, filter, after, limit)).map(toSummary);
    },

    count: (filter, limit) => countOf(tx, filter, limit),

    async idsStartingWith(prefix, limit, project) {
      const all = () => (project === undefined ? live() : live().where('project', '=', project)).select('id');
      if (prefix === '') return (await all().orderBy('id').limit(limit).execute()).map(({ id }) => id);
      const first = Number(prefix);
      const rows: number[] = [];
      for (let width = 1; rows.length < limit && Number.isSafeInteger(first * width); width *= 10) {
        const range = all()
          .where('id', '>=', first * width)
          .where('id', '<', (first + 1) * width);
        const found = await range
          .orderBy('id')
          .limit(limit - rows.length)
          .execute();
        rows.push(...found.map(({ id }) => id));
      }
      return rows;
    },
  };
}
