import { type Kysely, sql } from 'kysely';
import { Delivery } from '../domain/delivery.ts';
import type { Deliveries } from '../domain/webhook-store.ts';
import { isHolding } from './holding.ts';
import type { DeliveryRow, Tables } from './tables.ts';

/** A statement takes only so many values. */
const CHUNK = 100;
/** All but the body, which can be long and which only who sends it needs. */
const SHOWN = [
  'id',
  'message_id',
  'endpoint_id',
  'change_id',
  'type',
  'state',
  'attempts',
  'next_at',
  'last_status',
  'last_outcome',
  'created_at',
  'done_at',
] as const;

/** Among so many the oldest one is looked for: those replayed are newer than their ids, and to read all would take long. */
const FIRST = 1_000;
/** Written out, since an index of some rows serves only statements that say so themselves. */
const PENDING = sql.lit('pending');
const DEAD = sql.lit('dead');

export function deliveriesOn(tx: Kysely<Tables>): Deliveries {
  const pendingOf = (endpointId: number) =>
    tx.selectFrom('deliveries').where('endpoint_id', '=', endpointId).where('state', '=', PENDING);

  return {
    async insert(deliveries) {
      for (let from = 0; from < deliveries.length; from += CHUNK)
        await tx
          .insertInto('deliveries')
          .values([...deliveries.slice(from, from + CHUNK)])
          .execute();
    },

    async find(id) {
      const one = tx.selectFrom('deliveries').select(SHOWN).where('id', '=', id);
      const row = await (isHolding(tx) ? one.forNoKeyUpdate() : one).executeTakeFirst();
      return row && toDelivery(row);
    },

    async page({ endpointId, state, before }, limit) {
      let rows = tx.selectFrom('deliveries').select(SHOWN).orderBy('id', 'desc').limit(limit);
      if (endpointId !== undefined) rows = rows.where('endpoint_id', '=', endpointId);
      if (state !== undefined) rows = rows.where('state', '=', sql.lit(state));
      if (before !== undefined) rows = rows.where('id', '<', before);
      return (await rows.execute()).map(toDelivery);
    },

    async claim({ endpointId, now, until, lease, limit }) {
      const due = pendingOf(endpointId).select('id').where('next_at', '<=', now.toISOString());
      const first = due.orderBy('next_at').orderBy('id').limit(limit);
      const rows = await tx
        .updateTable('deliveries')
        .set({ lease, next_at: until.toISOString() })
        .where('id', 'in', isHolding(tx) ? first.forNoKeyUpdate().skipLocked() : first)
        .returning([...SHOWN, 'body'])
        .execute();
      return rows
        .map(({ body, ...row }) => ({ ...toDelivery(row), body, lease }))
        .sort((one, other) => one.id - other.id);
    },

    async inFlight(endpointId, now) {
      const held = tx.selectFrom('deliveries').where('endpoint_id', '=', endpointId).where('lease', 'is not', null);
      const row = await held
        .where('next_at', '>', now.toISOString())
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async nextAt(endpointId) {
      const next = pendingOf(endpointId).select('next_at').orderBy('next_at').limit(1);
      return (await next.executeTakeFirst())?.next_at ?? undefined;
    },

    async bringForward(endpointId, { now, latest }, limit) {
      const late = pendingOf(endpointId).select('id').where('next_at', '>', latest.toISOString());
      const brought = await tx
        .updateTable('deliveries')
        .set({ next_at: now.toISOString(), lease: null })
        .where('id', 'in', late.orderBy('next_at').limit(limit))
        .returning('id')
        .execute();
      return brought.length === limit;
    },

    async settle(id, lease, outcome) {
      await tx
        .updateTable('deliveries')
        .set({ ...outcome, lease: null })
        .where('id', '=', id)
        .where('lease', '=', lease)
        .execute();
    },

    async abandon({ endpointId, why: last_outcome, at: done_at }, limit) {
      const abandoned = await tx
        .updateTable('deliveries')
        .set({ state: 'dead', next_at: null, lease: null, last_outcome, done_at })
        .where('id', 'in', pendingOf(endpointId).select('id').orderBy('next_at').limit(limit))
        .returning('id')
        .execute();
      return abandoned.length === limit;
    },

    async replay(id, at) {
      await tx.updateTable('deliveries').set(anew(at)).where('id', '=', id).execute();
    },

    async replayDead({ endpointId, after, at }, limit) {
      const dead = tx.selectFrom('deliveries').select('id').where('endpoint_id', '=', endpointId);
      const replayed = await tx
        .updateTable('deliveries')
        .set(anew(at))
        .where('id', 'in', dead.where('state', '=', DEAD).where('id', '>', after).orderBy('id').limit(limit))
        .returning('id')
        .execute();
      return replayed.map(({ id }) => id);
    },

    async purge(ended, limit) {
      let removed = 0;
      for (const state of ['delivered', 'dead'] as const) {
        const old = tx.selectFrom('deliveries').select('id').where('state', '=', state);
        const first = old.where('done_at', '<', ended[state]).orderBy('done_at').limit(limit);
        const gone = await tx
          .deleteFrom('deliveries')
          // What another transaction is forgetting need not be waited for.
          .where('id', 'in', isHolding(tx) ? first.forUpdate().skipLocked() : first)
          .returning('id')
          .execute();
        removed += gone.length;
      }
      return removed >= limit;
    },

    async backlog() {
      const pending = tx.selectFrom('deliveries').where('state', '=', PENDING);
      const { count } = await pending.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      const first = pending.select('created_at').orderBy('id').limit(FIRST);
      const { oldest } = await tx
        .selectFrom(first.as('first'))
        .select((eb) => eb.fn.min<string | null>('created_at').as('oldest'))
        .executeTakeFirstOrThrow();
      return { pending: Number(count), oldest: oldest ?? undefined };
    },
  };
}

function anew(at: string) {
  return { state: 'pending', attempts: 0, next_at: at, lease: null, created_at: at, done_at: null } as const;
}

function toDelivery(row: Omit<DeliveryRow, 'body' | 'lease'>): Delivery {
  return Delivery.parse(row);
}
