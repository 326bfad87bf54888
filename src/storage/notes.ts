import type { Kysely } from 'kysely';
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
  };
}
