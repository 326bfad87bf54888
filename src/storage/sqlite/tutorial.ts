import { type Kysely, sql } from 'kysely';
import { Group } from '../../domain/group.ts';
import { txOn } from '../store.ts';
import type { Tables } from '../tables.ts';
import { searchOn } from './search.ts';
import { TUTORIAL_COLUMNS, type TutorialRow, toTutorialTask } from './tutorial-rows.ts';

/** Renames the tutorial's table, which has the name of ours. Tells whether there was one. */
export async function setTutorialAside(tx: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tasks'`.execute(tx);
  if (rows.length > 0) await sql`ALTER TABLE tasks RENAME TO tutorial_tasks`.execute(tx);
  return rows.length > 0;
}

/** Takes the rows over with their ids; what breaks our rules is kept, what is missing gets its default. */
export async function adoptTutorial(tx: Kysely<Tables>): Promise<void> {
  const rows = sql<TutorialRow>`SELECT ${sql.raw(TUTORIAL_COLUMNS)} FROM tutorial_tasks ORDER BY tutorial_tasks.id`;
  const group = new Group(txOn(tx, searchOn), { actor: 'tutorial', now: () => new Date() });
  for (const row of (await rows.execute(tx)).rows) await group.create(toTutorialTask(row), { id: Number(row.id) });
  await keepHighestId(tx);
  await sql`DROP TABLE tutorial_tasks`.execute(tx);
}

/** New ids continue after the highest ever given, also if its task is gone. */
async function keepHighestId(tx: Kysely<Tables>): Promise<void> {
  await sql`DELETE FROM sqlite_sequence WHERE name = 'tasks'`.execute(tx);
  await sql`
    INSERT INTO sqlite_sequence (name, seq)
    SELECT 'tasks', max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'tutorial_tasks'), 0),
      coalesce((SELECT max(id) FROM tasks), 0))`.execute(tx);
}
