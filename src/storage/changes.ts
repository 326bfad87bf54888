import type { Kysely } from 'kysely';
import { type Change, ChangeKind } from '../domain/change.ts';
import type { Changes } from '../domain/store.ts';
import { only, statement } from './statement.ts';
import type { ChangeRow, Tables } from './tables.ts';

function toChange({ group_id, before, after, kind, ...same }: ChangeRow): Change {
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
  };
}

const append = statement<Omit<ChangeRow, 'id'>>()(
  (tx, { group_id, at, actor, kind, task_id, version, project, before, after }) =>
    tx
      .insertInto('changes')
      .values({ group_id, at, actor, kind, task_id, version, project, before, after })
      .returning('id'),
);

export function changesOn(tx: Kysely<Tables>): Changes {
  return {
    async append({ group, before, after, ...same }) {
      const row = {
        ...same,
        group_id: group ?? null,
        before: before === null ? null : JSON.stringify(before),
        after: after === null ? null : JSON.stringify(after),
      };
      const { id } = only(await append(tx, row));
      return { ...same, before, after, id, group: group ?? id };
    },

    async newest(limit, { taskId, project } = {}) {
      let rows = tx.selectFrom('changes').selectAll().orderBy('id', 'desc').limit(limit);
      if (taskId !== undefined) rows = rows.where('task_id', '=', taskId);
      if (project !== undefined) rows = rows.where('project', '=', project);
      return (await rows.execute()).map(toChange);
    },

    async since(id, limit) {
      const later = tx.selectFrom('changes').selectAll().where('id', '>', id);
      return (await later.orderBy('id').limit(limit).execute()).map(toChange);
    },
  };
}
