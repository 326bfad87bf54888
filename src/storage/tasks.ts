import type { Kysely } from 'kysely';
import type { Tasks } from '../domain/store.ts';
import { PRIORITIES, STATUSES, type Task, type TaskDraft, type TaskSummary } from '../domain/task.ts';
import { only, type Slots, statement } from './statement.ts';
import type { Tables, TaskRow } from './tables.ts';
import { countOf, pageOf, type SummaryRow, summariesOf } from './task-page.ts';

function toSummary(row: SummaryRow): TaskSummary {
  const status = STATUSES[row.status] ?? 'pending';
  return {
    id: row.id,
    title: row.title,
    priority: PRIORITIES[row.priority] ?? 'medium',
    completed: status === 'completed',
    status,
    project: row.project,
    tags: row.tags === '[]' ? [] : JSON.parse(row.tags),
    due: row.due,
    assignee: row.assignee,
  };
}

/** The tutorial's keys come first, in its order. */
function toTask(row: TaskRow): Task {
  const { id, title, priority, completed, ...summary } = toSummary(row);
  const { description, version, created_at, updated_at, completed_at, created_by } = row;
  const past = { version, created_at, updated_at, completed_at, created_by };
  return { id, title, description, priority, completed, ...summary, ...past };
}

function toRow({ priority, status, tags, ...same }: TaskDraft) {
  return {
    ...same,
    priority: PRIORITIES.indexOf(priority),
    status: STATUSES.indexOf(status),
    tags: JSON.stringify(tags),
  };
}

const find = statement<{ id: number }>()((tx, { id }) =>
  tx.selectFrom('tasks').selectAll().where('id', '=', id).where('deleted_at', 'is', null),
);

type Columns = Omit<TaskRow, 'id' | 'deleted_at'>;

const insert = statement<Columns>()((tx, row) => tx.insertInto('tasks').values(columnsOf(row)).returning('id'));

const update = statement<Columns & { id: number }>()((tx, row) =>
  tx.updateTable('tasks').set(columnsOf(row)).where('id', '=', row.id),
);

/** Every column that a caller can set, by name: the places of a statement cannot be listed. */
function columnsOf(row: Slots<Columns>) {
  const { title, description, priority, status, project, tags, due, assignee } = row;
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
    version,
    created_at,
    updated_at,
    completed_at,
    created_by,
  };
}

export function tasksOn(tx: Kysely<Tables>): Tasks {
  const live = () => tx.selectFrom('tasks').where('deleted_at', 'is', null);

  async function tag(id: number, tags: readonly string[]) {
    const rows = tags.map((name) => ({ tag: name, task_id: id }));
    if (rows.length > 0) await tx.insertInto('task_tags').values(rows).execute();
  }

  return {
    async find(id) {
      const [row] = await find(tx, { id });
      return row && toTask(row);
    },

    async findMany(ids) {
      if (ids.length === 0) return [];
      return (await live().selectAll().where('id', 'in', ids).execute()).map(toTask);
    },

    async wasDeleted(id) {
      const row = await tx.selectFrom('tasks').select('deleted_at').where('id', '=', id).executeTakeFirst();
      return row !== undefined && row.deleted_at !== null;
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
      const { title, description, priority, ...rest } = draft;
      return { id: given, title, description, priority, completed: draft.status === 'completed', ...rest };
    },

    async save({ id, completed: _, ...draft }, before) {
      const row = toRow(draft);
      await update(tx, { id, ...row });
      if (JSON.stringify(before.tags) === row.tags) return;
      await tx.deleteFrom('task_tags').where('task_id', '=', id).execute();
      await tag(id, draft.tags);
    },

    async remove({ id, version, updated_at }) {
      await tx.updateTable('tasks').set({ version, updated_at, deleted_at: updated_at }).where('id', '=', id).execute();
      await tx.deleteFrom('task_tags').where('task_id', '=', id).execute();
    },

    async page(filter, after, limit) {
      return (await pageOf(tx, filter, after, limit)).map(toTask);
    },

    async summaries(filter, after, limit) {
      return (await summariesOf(tx, filter, after, limit)).map(toSummary);
    },

    count: (filter, limit) => countOf(tx, filter, limit),

    async idsStartingWith(prefix, limit) {
      if (prefix === '') return (await live().select('id').orderBy('id').limit(limit).execute()).map(({ id }) => id);
      const first = Number(prefix);
      const rows: number[] = [];
      for (let width = 1; rows.length < limit && Number.isSafeInteger(first * width); width *= 10) {
        const range = live()
          .select('id')
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
