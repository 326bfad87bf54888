import type { Kysely } from 'kysely';
import { type Change, ChangeKind } from '../domain/change.ts';
import type { Changes } from '../domain/change-log.ts';
import { only, statement } from './statement.ts';
import type { ChangeRow, Tables } from './tables.ts';

/** A statement takes only so many values. */
const CHUNK = 500;

/** What the order tells in which changes become known. */
export type LogOrder = Pick<Changes, 'head' | 'isSettled' | 'since'>;

export function toChange({ group_id, before, after, kind, undoes, ...same }: ChangeRow): Change {
  return {
    id: same.id,
    group: group_id ?? same.id,
    at: same.at,
    actor: same.actor,
    kind: ChangeKind.parse(kind),
    task_id: same.task_id,
    version: same.version,
    project: same.project,
    before: before === null ? null : JSON.parse(before),
    after: after === null ? null : JSON.parse(after),
    ...(undoes !== null && { undoes }),
  };
}

const append = statement<Omit<ChangeRow, 'id'>>()(
  (tx, { group_id, at, actor, kind, task_id, version, project, before, after, undoes }) =>
    tx
      .insertInto('changes')
      .values({ group_id, at, actor, kind, task_id, version, project, before, after, undoes })
      .returning('id'),
);

export function changesOn(tx: Kysely<Tables>): Omit<Changes, keyof LogOrder> {
  return {
    async append({ group, before, after, undoes, ...same }) {
      const row = {
        ...same,
        group_id: group ?? null,
        before: before === null ? null : JSON.stringify(before),
        after: after === null ? null : JSON.stringify(after),
        undoes: undoes ?? null,
      };
      const { id } = only(await append(tx, row));
      return { ...same, before, after, id, group: group ?? id, ...(undoes !== undefined && { undoes }) };
    },

    async find(id) {
      const row = await tx.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toChange(row);
    },

    async newest(limit, { taskId, project, after, before } = {}) {
      let rows = tx.selectFrom('changes').selectAll().orderBy('id', 'desc').limit(limit);
      if (taskId !== undefined) rows = rows.where('task_id', '=', taskId);
      if (project !== undefined) rows = rows.where('project', '=', project);
      if (after !== undefined) rows = rows.where('id', '>', after);
      if (before !== undefined) rows = rows.where('id', '<', before);
      return (await rows.execute()).map(toChange);
    },

    async afterVersion(taskId, version) {
      const ofTask = tx.selectFrom('changes').selectAll().where('task_id', '=', taskId);
      return (await ofTask.where('version', '>', version).orderBy('id').execute()).map(toChange);
    },

    async ofGroup(group) {
      const first = tx.selectFrom('changes').selectAll().where('id', '=', group).where('group_id', 'is', null);
      const rest = tx.selectFrom('changes').selectAll().where('group_id', '=', group).orderBy('id');
      return [...(await first.execute()), ...(await rest.execute())].map(toChange);
    },

    async undosOf(group) {
      const all = tx.selectFrom('changes').select(['id', 'group_id']).where('undoes', '=', group);
      const rows = await all.where('group_id', 'is', null).orderBy('id').execute();
      return rows.map(({ id }) => id);
    },

    async empty(taskIds) {
      for (let from = 0; from < taskIds.length; from += CHUNK) {
        const ids = taskIds.slice(from, from + CHUNK);
        const { last } = await tx
          .selectFrom('changes')
          .where('task_id', 'in', ids)
          .select((eb) => eb.fn.max('id').as('last'))
          .executeTakeFirstOrThrow();
        await tx.updateTable('changes').set({ before: null, after: null }).where('task_id', 'in', ids).execute();
        await tx.updateTable('meta').set({ purged_to: last }).where('purged_to', '<', last).execute();
      }
    },

    async has(id) {
      return (await tx.selectFrom('changes').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
    },

    async purgedTo() {
      return (await tx.selectFrom('meta').select('purged_to').executeTakeFirstOrThrow()).purged_to;
    },
  };
}
