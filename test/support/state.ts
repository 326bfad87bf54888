import { DatabaseSync } from 'node:sqlite';
import { isPostgres, look, type Row } from './beside.ts';

/** Every row of every table of a database, to see that nothing at all has changed. */
export async function stateOf(database: string): Promise<Record<string, Row[]>> {
  return isPostgres(database) ? inSchema(database) : inFile(database);
}

function inSchema(database: string): Promise<Record<string, Row[]>> {
  return look(database, async ({ all }) => {
    const state: Record<string, Row[]> = {};
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename';
    // A table has no order of its own; the text of a row gives it one.
    for (const { tablename } of await all(tables))
      state[String(tablename)] = await all(`SELECT * FROM "${tablename}" AS each ORDER BY each::text COLLATE "C"`);
    return state;
  });
}

function inFile(path: string): Record<string, Row[]> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec('BEGIN');
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const rowsOf = (name: string) => {
      const rows = database.prepare(`SELECT * FROM "${name}"`);
      // The search index has numbers of its own that are larger than ours.
      rows.setReadBigInts(true);
      return rows.all();
    };
    return Object.fromEntries(tables.map(({ name }) => [String(name), rowsOf(String(name))]));
  } finally {
    database.close();
  }
}
