import { DatabaseSync } from 'node:sqlite';

/** What `look` finds through a connection that cannot write and is closed again, whatever happens. */
export function lookAt<T>(path: string | URL, look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    return look(database);
  } finally {
    database.close();
  }
}
