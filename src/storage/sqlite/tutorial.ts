import { linkSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { Group } from '../../domain/group.ts';
import { Priority } from '../../domain/task.ts';
import { txOn } from '../store.ts';
import type { Tables } from '../tables.ts';
import { kindOf } from './inspect.ts';
import { searchOn } from './search.ts';

/** Where the tutorial's file is kept as it was. */
export function tutorialCopyOf(path: string): string {
  return `${path}.before-upgrade`;
}

/**
 * Copies the tutorial's database beside itself. Several processes may try at once: a copy counts only if it still
 * holds the tutorial's table, and the first one stays.
 */
export function copyTutorial(path: string): void {
  const own = `${tutorialCopyOf(path)}.${process.pid}`;
  rmSync(own, { force: true });
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  database.prepare('VACUUM INTO ?').run(own);
  database.close();
  const copy = new DatabaseSync(own, { readOnly: true });
  const { is } = kindOf(copy);
  copy.close();
  try {
    if (is === 'tutorial') linkSync(own, tutorialCopyOf(path));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Renames the tutorial's table, which has the name of ours. Tells whether there was one. */
export async function setTutorialAside(tx: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tasks'`.execute(tx);
  if (rows.length > 0) await sql`ALTER TABLE tasks RENAME TO tutorial_tasks`.execute(tx);
  return rows.length > 0;
}

/** Takes the rows over with their ids; what breaks our rules is kept, what is missing gets its default. */
export async function adoptTutorial(tx: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{
    id: number;
    title: string;
    description: string;
    priority: string | null;
    completed: number;
  }>`
    SELECT id, CAST(title AS TEXT) AS title, CAST(coalesce(description, '') AS TEXT) AS description,
      CAST(priority AS TEXT) AS priority, coalesce(completed, 0) NOT IN (0, '', '0', 'false') AS completed
    FROM tutorial_tasks ORDER BY id`.execute(tx);
  const group = new Group(txOn(tx, searchOn), { actor: 'tutorial', now: () => new Date() });
  for (const { id, title, description, priority, completed } of rows) {
    const known = Priority.safeParse(priority);
    const status = completed === 0 ? 'pending' : 'completed';
    const rest = { project: null, tags: [], due: null, assignee: null };
    await group.create({ title, description, priority: known.success ? known.data : 'medium', status, ...rest }, id);
  }
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
