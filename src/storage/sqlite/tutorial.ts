import { type Kysely, sql } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import { Group } from '../../domain/group.ts';
import { txOn } from '../store.ts';
import type { Tables } from '../tables.ts';
import { logOn } from './log.ts';
import { reserveIds } from './reserve-ids.ts';
import { searchOn } from './search.ts';
import { TUTORIAL_COLUMNS, type TutorialRow, toTutorialTask } from './tutorial-rows.ts';

/** Renames the tutorial's table, which has the name of ours. Tells whether there was one. */
export async function setTutorialAside(tx: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tasks'`.execute(tx);
  if (rows.length > 0) await sql`ALTER TABLE tasks RENAME TO tutorial_tasks`.execute(tx);
  return rows.length > 0;
}

/**
 * Takes the rows over with their ids; what breaks our rules is kept, what is missing gets its default. An id that no
 * call could name, 0 or less, becomes a new one. Throws StorageFailed for ids too large for a number.
 */
export async function adoptTutorial(tx: Kysely<Tables>): Promise<void> {
  const select = sql<TutorialRow>`SELECT ${sql.raw(TUTORIAL_COLUMNS)} FROM tutorial_tasks ORDER BY tutorial_tasks.id`;
  const { rows } = await select.execute(tx);
  let highest = await highestGiven(tx);
  refuseTooLarge(highest);
  const group = new Group(txOn(tx, { searchOn, logOn, reserveIds, now: async () => new Date() }), {
    actor: 'tutorial',
    now: () => new Date(),
  });
  for (const row of rows) {
    const id = Number(row.id);
    if (id < 1) refuseTooLarge(++highest);
    await group.create(toTutorialTask(row), { id: id < 1 ? highest : id });
  }
  await sql`DELETE FROM sqlite_sequence WHERE name = 'tasks'`.execute(tx);
  await sql`INSERT INTO sqlite_sequence (name, seq) VALUES ('tasks', CAST(${highest} AS INTEGER))`.execute(tx);
  await sql`DROP TABLE tutorial_tasks`.execute(tx);
}

/** New ids continue after the highest ever given, also if its task is gone. */
async function highestGiven(tx: Kysely<Tables>): Promise<number> {
  // As a floating-point number, since a whole one may be too large to be read.
  const { rows } = await sql<{ highest: number }>`
    SELECT CAST(max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'tutorial_tasks'), 0),
      coalesce((SELECT max(id) FROM tutorial_tasks), 0)) AS REAL) AS highest`.execute(tx);
  return rows[0]?.highest ?? 0;
}

function refuseTooLarge(id: number): void {
  if (id <= Number.MAX_SAFE_INTEGER) return;
  throw new StorageFailed(
    `the tutorial's server gave ids larger than ${Number.MAX_SAFE_INTEGER}, which cannot be kept exactly`,
    'Give that task a smaller id in the file, or import the file into a new list.',
  );
}
