import type { Kysely } from 'kysely';
import type { TaskNote } from '../domain/change.ts';
import type { Notes } from '../domain/store.ts';
import type { Tables } from './tables.ts';

export function notesOn(tx: Kysely<Tables>): Notes {
  return {
    async add(taskId, note) {
      const row = { task_id: taskId, ...note };
      const { id } = await tx.insertInto('notes').values(row).returning('id').executeTakeFirstOrThrow();
      return { id, ...note };
    },

    of(taskId, limit, actor) {
      const all = tx.selectFrom('notes').select(['id', 'at', 'actor', 'text']).where('task_id', '=', taskId);
      const newest = actor === undefined ? all : all.where('actor', '=', actor);
      return newest.orderBy('id', 'desc').limit(limit).execute();
    },

    async ofMany(taskIds) {
      const byTask = new Map<number, TaskNote[]>();
      if (taskIds.length === 0) return byTask;
      const notes = tx.selectFrom('notes').selectAll().where('task_id', 'in', taskIds);
      for (const { task_id, ...note } of await notes.orderBy('task_id').orderBy('id').execute()) {
        const known = byTask.get(task_id);
        if (known === undefined) byTask.set(task_id, [note]);
        else known.push(note);
      }
      return byTask;
    },
  };
}
