import type { Kysely } from 'kysely';
import type { KeyedCall, Keys } from '../domain/store.ts';
import { holdName, isHolding } from './holding.ts';
import { digest, open, seal } from './seal.ts';
import { statement } from './statement.ts';
import type { Tables } from './tables.ts';

const find = statement<{ key_hash: string }>()((tx, { key_hash }) =>
  tx.selectFrom('keys').selectAll().where('key_hash', '=', key_hash),
);

export function keysOn(tx: Kysely<Tables>): Keys {
  return {
    async find(call) {
      const key_hash = digest(nameOf(call));
      // Of a call that is sent twice at once, the second would see what the first has done, but not yet its answer.
      await holdName(tx, key_hash);
      const [row] = await find(tx, { key_hash });
      if (row === undefined) return undefined;
      const { arguments_hash, sealed_answer } = row;
      return {
        sameArguments: (args) => arguments_hash === digest(args),
        answer: JSON.parse(open(sealed_answer, nameOf(call))),
      };
    },

    async put(call, args, answer, at) {
      const row = {
        key_hash: digest(nameOf(call)),
        arguments_hash: digest(args),
        sealed_answer: seal(JSON.stringify(answer), nameOf(call)),
        created_at: at,
      };
      await tx.insertInto('keys').values(row).execute();
    },

    async purge(before, limit) {
      const all = tx.selectFrom('keys').select('key_hash').where('created_at', '<', before).limit(limit);
      // What another transaction is forgetting need not be waited for.
      const old = isHolding(tx) ? all.forUpdate().skipLocked() : all;
      await tx.deleteFrom('keys').where('key_hash', 'in', old).execute();
    },
  };
}

/** Cannot be forged by a key that looks like another call's. */
function nameOf({ actor, tool, key }: KeyedCall): string {
  return JSON.stringify([actor, tool, key]);
}
