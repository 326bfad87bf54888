import { DatabaseSync } from 'node:sqlite';
import { facet, toTerms } from '../../src/domain/words.ts';
import { SQLITE_MIGRATIONS } from '../../src/storage/migrations/index.ts';
import { APPLICATION_ID } from '../../src/storage/sqlite/inspect.ts';
import { newDatabase } from './folder.ts';

const AT = '2026-01-01T00:00:00.000Z';
const TASKS = ['Review PR', 'Ship it', 'Deleted'] as const;
const NOTE = 'waits for the key';

/** A list as that version of the schema left it, in write-ahead mode. */
function listOf(version: number, fill: (database: DatabaseSync) => void): string {
  const path = newDatabase();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  for (const statement of SQLITE_MIGRATIONS.slice(0, version).flat()) database.exec(statement);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`);
  fill(database);
  database.close();
  return path;
}

/** One pending task. */
export function listOfVersion1(title: string): string {
  return listOf(1, (database) => {
    database.exec(`
      INSERT INTO tasks (title, description, priority, status, tags, version, created_at, updated_at, created_by)
        VALUES ('${title}', '', 1, 0, '[]', 1, '${AT}', '${AT}', 'ada');
      INSERT INTO counts VALUES ('*', 1, 0, 1), ('', 1, 0, 1);`);
  });
}

/** A pending task with a tag and a note that was imported, another, and one that was deleted; with all that tells of them. */
export function listOfVersion2(): string {
  return listOf(2, (database) => {
    const insert = (table: string, row: Record<string, string | number | null>) => {
      const places = Object.keys(row).map(() => '?');
      database.prepare(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${places})`).run(...Object.values(row));
    };
    const log = (kind: string, task_id: number, before: object | null, after: object | null, version = 1) =>
      insert('changes', {
        ...{ at: AT, actor: 'ada', kind, task_id, version, project: 'web' },
        ...{ before: before && JSON.stringify(before), after: after && JSON.stringify(after) },
      });
    for (const [index, title] of TASKS.entries()) {
      const past = { version: 1, created_at: AT, updated_at: AT, completed_at: null, created_by: 'ada' };
      const same = { id: index + 1, title, description: '', project: 'web', due: null, assignee: null, ...past };
      const told = { ...same, priority: 'medium', status: 'pending', tags: ['api'] };
      log('task.created', same.id, null, told);
      const gone = title === 'Deleted';
      if (gone) log('task.deleted', same.id, told, null, 2);
      const state = gone ? { version: 2, deleted_at: AT } : {};
      insert('tasks', { ...same, priority: 1, status: 0, tags: '["api"]', ...state });
      if (gone) continue;
      insert('task_tags', { tag: 'api', task_id: same.id });
      const body = [
        ...toTerms(index === 0 ? `api ${NOTE}` : 'api'),
        facet('status', 'pending'),
        facet('project', 'web'),
      ];
      insert('search', { rowid: same.id, title: toTerms(title).join(' '), body: body.join(' ') });
    }
    insert('notes', { task_id: 1, at: AT, actor: 'ada', text: NOTE });
    log('note.added', 1, null, { note: 1, text: NOTE });
    insert('sources', { source: 'list:x', source_id: '7', task_id: 1, seen: '{}' });
    for (const project of ['*', 'web']) insert('counts', { project, priority: 1, status: 0, count: 2 });
  });
}
