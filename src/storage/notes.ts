import type { Kysely } from 'kysely';
import type { TaskNote } from '../domain/change.ts';
import type { Notes } from '../domain/store.ts';
import { listed } from './listed.ts';
import type { NoteRow, Tables } from './tables.ts';

function toNote({ id, at, actor, text, handover }: Omit<NoteRow, 'task_id' | 'removed_at'>): TaskNote {
  return { id, at, actor, text, ...(handover === 1 && { handover: true }) };
}

export function notesOn(tx: Kysely<Tables>): Notes {
  const kept = () =>
    tx.selectFrom('notes').select(['id', 'at', 'actor', 'text', 'handover']).where('removed_at', 'is', null);

  return {
    async add(taskId, { handover, ...note }) {
      const row = { task_id: taskId, ...note, handover: handover === true ? 1 : 0 };
      const { id } = await tx.insertInto('notes').values(row).returning('id').executeTakeFirstOrThrow();
      return { id, ...note, ...(handover && { handover }) };
    },

    async remove(taskId, id, removed_at) {
      await tx.updateTable('notes').set({ removed_at }).where('task_id', '=', taskId).where('id', '=', id).execute();
    },

    async restore(taskId, id) {
      const note = tx.updateTable('notes').set({ removed_at: null }).where('task_id', '=', taskId);
      await note.where('id', '=', id).execute();
    },

    async of(taskId, limit, actor) {
      const all = kept().where('task_id', '=', taskId);
      const newest = actor === undefined ? all : all.where('actor', '=', actor);
      return (await newest.orderBy('id', 'desc').limit(limit).execute()).map(toNote);
    },

    async lastHandover(taskId) {
      const handovers = kept().where('task_id', '=', taskId).where('handover', '=', 1);
      const last = await handovers.orderBy('id', 'desc').limit(1).executeTakeFirst();
      return last && toNote(last);
    },

    async ofMany(taskIds) {
      const byTask = new Map<number, TaskNote[]>();
      if (taskIds.length === 0) return byTask;
      const notes = kept().select('task_id').where('task_id', 'in', listed(tx, taskIds));
      for (const row of await notes.orderBy('task_id').orderBy('id').execute()) {
        const known = byTask.get(row.task_id);
        if (known === undefined) byTask.set(row.task_id, [toNote(row)]);
        else known.push(toNote(row));
      }
      return byTask;
    },
  };
}
