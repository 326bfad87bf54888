import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

/** Every row of every table of a database, to see that nothing at all has changed. */
export function stateOf(path: string): Record<string, Record<string, SQLOutputValue>[]> {
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
