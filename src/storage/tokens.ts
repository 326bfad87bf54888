import { createHash, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ApiToken } from '../domain/api-token.ts';
import type { Tokens } from '../domain/store.ts';
import { statement } from './statement.ts';
import type { Tables, TokenRow } from './tables.ts';

const find = statement<{ secret_hash: string }>()((tx, { secret_hash }) =>
  tx.selectFrom('tokens').selectAll().where('secret_hash', '=', secret_hash),
);

const digest = (secret: string) => createHash('sha256').update(secret).digest();

export function tokensOn(tx: Kysely<Tables>): Tokens {
  return {
    async insert({ scopes, ...token }, secret) {
      const row = { ...token, scopes: JSON.stringify(scopes), secret_hash: digest(secret).toString('hex') };
      return toToken(await tx.insertInto('tokens').values(row).returningAll().executeTakeFirstOrThrow());
    },

    async find(secret) {
      const asked = digest(secret);
      // How far the index got tells at most of a digest, from which no secret can be found.
      const [row] = await find(tx, { secret_hash: asked.toString('hex') });
      return row !== undefined && timingSafeEqual(Buffer.from(row.secret_hash, 'hex'), asked)
        ? toToken(row)
        : undefined;
    },

    async all() {
      return (await tx.selectFrom('tokens').selectAll().where('revoked_at', 'is', null).orderBy('id').execute()).map(
        toToken,
      );
    },

    async revoke(id, revoked_at) {
      await tx.updateTable('tokens').set({ revoked_at }).where('id', '=', id).execute();
    },

    async use(id, last_used_at) {
      await tx.updateTable('tokens').set({ last_used_at }).where('id', '=', id).execute();
    },

    async live(ids) {
      if (ids.length === 0) return [];
      const rows = tx.selectFrom('tokens').select('id').where('id', 'in', ids).where('revoked_at', 'is', null);
      return (await rows.execute()).map(({ id }) => id);
    },
  };
}

function toToken({ scopes, secret_hash: _, ...row }: TokenRow): ApiToken {
  return ApiToken.parse({ ...row, scopes: JSON.parse(scopes) });
}
