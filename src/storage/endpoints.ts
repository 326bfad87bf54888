import type { Kysely } from 'kysely';
import { Endpoint } from '../domain/endpoint.ts';
import type { Endpoints } from '../domain/webhook-store.ts';
import { holdName, isHolding } from './holding.ts';
import { statement } from './statement.ts';
import type { EndpointRow, Tables } from './tables.ts';

const anyEnabled = statement<{ state: string }>()((tx, { state }) =>
  tx.selectFrom('endpoints').select('id').where('state', '=', state).limit(1),
);

export function endpointsOn(tx: Kysely<Tables>): Endpoints {
  return {
    async insert(endpoint) {
      const { filter, secrets, ...same } = endpoint;
      const row = { ...same, filter: JSON.stringify(filter), secrets: JSON.stringify(secrets) };
      return toEndpoint(await tx.insertInto('endpoints').values(row).returningAll().executeTakeFirstOrThrow());
    },

    async find(id) {
      const one = tx.selectFrom('endpoints').selectAll().where('id', '=', id);
      const row = await (isHolding(tx) ? one.forNoKeyUpdate() : one).executeTakeFirst();
      return row && toEndpoint(row);
    },

    async all() {
      return (await tx.selectFrom('endpoints').selectAll().orderBy('id').execute()).map(toEndpoint);
    },

    async count() {
      // Of two who add one at once, neither would see the other's.
      await holdName(tx, 'endpoints');
      const all = tx.selectFrom('endpoints').select((eb) => eb.fn.countAll<number>().as('count'));
      return Number((await all.executeTakeFirstOrThrow()).count);
    },

    async holdFree(ids) {
      if (ids.length === 0) return [];
      const some = tx.selectFrom('endpoints').selectAll().where('id', 'in', ids).orderBy('id');
      return (await (isHolding(tx) ? some.forNoKeyUpdate().skipLocked() : some).execute()).map(toEndpoint);
    },

    async isAnyEnabled() {
      return (await anyEnabled(tx, { state: 'enabled' })).length > 0;
    },

    async save(id, { filter, secrets, ...same }) {
      const json = {
        ...(filter !== undefined && { filter: JSON.stringify(filter) }),
        ...(secrets !== undefined && { secrets: JSON.stringify(secrets) }),
      };
      await tx
        .updateTable('endpoints')
        .set({ ...same, ...json })
        .where('id', '=', id)
        .execute();
    },

    async remove(id, limit) {
      const own = tx.selectFrom('deliveries').select('id').where('endpoint_id', '=', id).orderBy('id').limit(limit);
      const gone = await tx
        .deleteFrom('deliveries')
        // What another transaction is forgetting goes in any case.
        .where('id', 'in', isHolding(tx) ? own.forUpdate().skipLocked() : own)
        .returning('id')
        .execute();
      if (gone.length === limit) return true;
      await tx.deleteFrom('endpoints').where('id', '=', id).execute();
      return false;
    },
  };
}

function toEndpoint({ filter, secrets, ...row }: EndpointRow): Endpoint {
  return Endpoint.parse({ ...row, filter: JSON.parse(filter), secrets: JSON.parse(secrets) });
}
