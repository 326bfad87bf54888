import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Seal } from '../../domain/migration.ts';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import type { Target } from './ends.ts';
import { digestOf } from './seals.ts';
import { TABLES } from './tables.ts';

/** Stands in a target from the first row that is brought over until the last one was compared. */
interface Claim {
  /** The process that is at work: another one that begins takes its place. */
  readonly run: string;
  readonly list_id: string;
  /** Of the source as it was; empty while that is not known, or what is there is not to be built upon. */
  readonly digest: string;
  readonly schema: number;
  /** The last task that is in the search index. */
  readonly searched_to: number;
}

const SCHEMA = SQLITE_MIGRATIONS.length;
const OTHER_TARGET = 'Name another target, or remove what is there.';

export const claimsIn = (tx: Kysely<Tables>) => tx.withTables<{ migration: Claim }>();

/**
 * Makes the target ours, or ours again, and no list for anybody. Gives the name of this run. Throws StorageFailed for a
 * target that holds anything else.
 */
export async function claim(target: Target, listId: string): Promise<string> {
  const run = randomUUID();
  await target.write(async (tx) => {
    if (!target.isHalf) {
      // First, so that of two that begin at once the second one waits, and then sees what the first has made of it.
      await target.setHalf(tx, true);
      await refuseUnlessEmpty(tx, listId);
      await sql`CREATE TABLE migration (run text NOT NULL, list_id text NOT NULL, digest text NOT NULL,
        schema integer NOT NULL, searched_to bigint NOT NULL)`.execute(tx);
      const first = { run, list_id: listId, digest: '', schema: SCHEMA, searched_to: 0 };
      await claimsIn(tx).insertInto('migration').values(first).execute();
      return;
    }
    const known = await claimsIn(tx).selectFrom('migration').selectAll().executeTakeFirstOrThrow();
    if (known.list_id !== listId)
      throw new StorageFailed('the target holds a part of another list', `Name that list in --from. ${OTHER_TARGET}`);
    if (known.schema !== SCHEMA)
      throw new StorageFailed('another version of task-manager-mcp began to fill the target', OTHER_TARGET);
    await claimsIn(tx).updateTable('migration').set({ run }).execute();
  });
  return run;
}

/** Empties the target unless what it holds came from the very same rows. Tells whether it did. */
export async function keepIfSame(target: Target, run: string, seals: readonly Seal[]): Promise<boolean> {
  const digest = digestOf(seals);
  return target.write(async (tx) => {
    await checkClaim(tx, run);
    const known = await claimsIn(tx).selectFrom('migration').selectAll().executeTakeFirstOrThrow();
    if (known.digest === digest) return true;
    await target.clear(tx);
    await claimsIn(tx).updateTable('migration').set({ digest, searched_to: 0 }).execute();
    return false;
  });
}

/** Lets the next run build upon nothing that is there. */
export async function forget(tx: Kysely<Tables>): Promise<void> {
  await claimsIn(tx).updateTable('migration').set({ digest: '' }).execute();
}

/** Throws StorageFailed when another process has taken over. Holds it off until the transaction ends. */
export async function checkClaim(tx: Kysely<Tables>, run: string): Promise<void> {
  const mine = claimsIn(tx).updateTable('migration').set({ run }).where('run', '=', run).returning('run');
  if ((await mine.executeTakeFirst()) !== undefined) return;
  throw taken();
}

const taken = () => new StorageFailed('another `migrate` is filling the target', 'Let that one end.');

async function refuseUnlessEmpty(tx: Kysely<Tables>, listId: string): Promise<void> {
  const own = await tx.selectFrom('meta').select('list_id').executeTakeFirst();
  if (own === undefined) throw taken();
  if (own.list_id === listId) throw new StorageFailed('source and target are the same list', 'Name another target.');
  for (const { name } of TABLES) {
    if (name === 'meta') continue;
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(tx);
    if (rows.length > 0) throw new StorageFailed('the target holds a list that is not empty', 'Name an empty target.');
  }
}
