import type { Beside } from '../beside.ts';

/** What the database itself finds wrong with what it holds. */
export async function integrity({ kind, all }: Beside): Promise<string[]> {
  if (kind === 'postgres') return strays(all);
  const found = (await all('PRAGMA integrity_check')).map((row) => String(row.integrity_check));
  const broken = await all('PRAGMA foreign_key_check');
  return [
    ...found.filter((line) => line !== 'ok'),
    ...broken.map((row) => `row ${row.rowid} of ${row.table} points nowhere`),
  ];
}

/** What every row of these points to must be there, whether or not the tables themselves demand it. */
const REFERENCES = [
  ['tasks', 'parent_id'],
  ['task_tags', 'task_id'],
  ['blockers', 'task_id'],
  ['blockers', 'blocker_id'],
  ['notes', 'task_id'],
  ['leases', 'task_id'],
  ['search', 'task_id'],
] as const;

async function strays(all: Beside['all']): Promise<string[]> {
  const found: string[] = [];
  for (const [table, column] of REFERENCES) {
    const rows = await all(
      `SELECT ${column} AS id FROM ${table} WHERE ${column} NOT IN (SELECT id FROM tasks) ORDER BY ${column}`,
    );
    found.push(...rows.map(({ id }) => `a row of ${table} points nowhere: ${column} ${id}`));
  }
  return found;
}
