import { type Kysely, sql } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Migration, MigrationProgress, Seal } from '../../domain/migration.ts';
import type { Tables } from '../tables.ts';
import { checkClaim, claim, forget, keepIfSame } from './claim.ts';
import { copyRows, indexTasks } from './copy.ts';
import { Disturbed } from './disturbed.ts';
import type { Source, Target } from './ends.ts';
import { differenceOf, sealsOf } from './seals.ts';
import type { HighestIds } from './tables.ts';

type Moved = Pick<Migration, 'resumed' | 'tables'>;

interface Ends {
  readonly source: Source;
  readonly target: Target;
}

/**
 * Brings a whole list over, ids as they are. Until the last row was compared the target is no list for anybody; one that
 * was cut off is gone on with. Throws StorageFailed, also when the source has changed on the way: then a second run begins
 * anew.
 */
export async function transfer({ source, target }: Ends, onProgress: MigrationProgress): Promise<Moved> {
  const [checking, moving] = [counted(onProgress), counted(onProgress)];
  const { run, resumed, seals, ids } = await source.snapshot(async (from) => {
    const { list_id } = await from.selectFrom('meta').select('list_id').executeTakeFirstOrThrow();
    const run = await claim(target, list_id);
    const seals = await sealsOf(from, (count) => checking(count, undefined));
    const ids = await source.highestIds(from);
    const resumed = await keepIfSame(target, run, seals);
    const work = { target, run, onRows: (count: number) => moving(count, workOf(seals)) };
    await copyRows(from, work).catch((error) => beginAnew(target, run, error));
    return { run, resumed, seals, ids };
  });
  const onRows = (count: number) => moving(count, workOf(seals));
  await indexTasks({ target, run, onRows }).catch((error) => beginAnew(target, run, error));
  const now = await source.snapshot((from) => sealsOf(from, () => {}));
  const moved = differenceOf(seals, now);
  if (moved !== undefined)
    throw new StorageFailed(
      `the list was changed while it was read (${moved})`,
      'Stop every server that uses it, then run the same `migrate` again: it begins anew.',
    );
  await finish(target, { run, seals, ids });
  return { resumed, tables: seals };
}

async function finish(
  target: Target,
  { run, seals, ids }: { readonly run: string; readonly seals: readonly Seal[]; readonly ids: HighestIds },
): Promise<void> {
  const wrong = await target.writeLast(async (tx) => {
    await checkClaim(tx, run);
    const different = differenceOf(seals, await sealsOf(tx, () => {})) ?? (await unsearchable(tx));
    if (different !== undefined) {
      await forget(tx);
      return different;
    }
    await target.raiseIds(tx, ids);
    await sql`DROP TABLE migration`.execute(tx);
    await target.setHalf(tx, false);
    return undefined;
  });
  if (wrong !== undefined) throw new Disturbed(`what has arrived is not what was sent (${wrong})`);
}

async function beginAnew(target: Target, run: string, error: unknown): Promise<never> {
  if (error instanceof Disturbed)
    await target.write(async (tx) => {
      await checkClaim(tx, run);
      await forget(tx);
    });
  throw error;
}

async function unsearchable(tx: Kysely<Tables>): Promise<string | undefined> {
  const { rows } = await sql<Record<'live' | 'searchable', number>>`
    SELECT (SELECT count(*) FROM tasks WHERE deleted_at IS NULL) AS live,
      (SELECT count(*) FROM search) AS searchable`.execute(tx);
  return rows[0]?.live === rows[0]?.searchable ? undefined : 'search';
}

/** Every row once, and the tasks a second time for the search index. */
function workOf(seals: readonly Seal[]): number {
  const tasks = seals.find(({ table }) => table === 'tasks')?.rows ?? 0;
  return seals.reduce((sum, { rows }) => sum + rows, tasks);
}

function counted(onProgress: MigrationProgress): (count: number, total: number | undefined) => void {
  let done = 0;
  return (count, total) => {
    done += count;
    onProgress(done, total);
  };
}
