import type { Kysely } from 'kysely';
import type { Tasks } from '../domain/store.ts';
import { PRIORITIES, STATUSES, type Task, type TaskDraft } from '../domain/task.ts';
import type { Tables, TaskRow } from './tables.ts';
import { countOf, pageOf } from './task-page.ts';

export function toTask(row: TaskRow): Task {
  const status = STATUSES[row.status] ?? 'pending';
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    priority: PRIORITIES[row.priority] ?? 'medium',
    completed: status === 'completed',
    status,
    project: row.project,
    tags: row.tags === '[]' ? [] : JSON.parse(row.tags),
    due: row.due,
    assignee: row.assignee,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
    completed_at: row.completed_at,
    created_by: row.created_by,
  };
}

function toRow({ priority, status, tags, ...same }: TaskDraft) {
  return {
    ...same,
    priority: PRIORITIES.indexOf(priority),
    status: STATUSES.indexOf(status),
    tags: JSON.stringify(tags),
  };
}

export function tasksOn(tx: Kysely<Tables>): Tasks {
  const live = tx.selectFrom('tasks').where('deleted_at', 'is', null);

  async function tag(id: number, tags: readonly string[]) {
    if (tags.length > 0)
      await tx
        .insertInto('task_tags')
        .values(tags.map((name) => ({ tag: name, task_id: id })))
        .execute();
  }

  return {
    async find(id) {
      const row = await live.selectAll().where('id', '=', id).executeTakeFirst();
      return row && toTask(row);
    },

    async findMany(ids) {
      if (ids.length === 0) return [];
      return (await live.selectAll().where('id', 'in', ids).execute()).map(toTask);
    },

    async wasDeleted(id) {
      const row = await tx.selectFrom('tasks').select('deleted_at').where('id', '=', id).executeTakeFirst();
      return row !== undefined && row.deleted_at !== null;
    },

    async insert(draft, id) {
      const row = { ...toRow(draft), ...(id === undefined ? {} : { id }) };
      const { id: given } = await tx.insertInto('tasks').values(row).returning('id').executeTakeFirstOrThrow();
      await tag(given, draft.tags);
      const { title, description, priority, ...rest } = draft;
      return { id: given, title, description, priority, completed: draft.status === 'completed', ...rest };
    },

    async save({ id, completed: _, ...draft }) {
      const row = toRow(draft);
      const { tags: before } = await tx
        .selectFrom('tasks')
        .select('tags')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      await tx.updateTable('tasks').set(row).where('id', '=', id).execute();
      if (before === row.tags) return;
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

    count: (filter, limit) => countOf(tx, filter, limit),

    async idsStartingWith(prefix, limit) {
      if (prefix === '') return (await live.select('id').orderBy('id').limit(limit).execute()).map(({ id }) => id);
      const first = Number(prefix);
      const rows: number[] = [];
      for (let width = 1; rows.length < limit && Number.isSafeInteger(first * width); width *= 10) {
        const range = live
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
