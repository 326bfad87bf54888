import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { NOTES_SEARCHED } from '../../src/domain/change.ts';
import { PRIORITIES, STATUSES } from '../../src/domain/task.ts';
import { facet, toTerms } from '../../src/domain/words.ts';

type Row = Record<string, SQLOutputValue>;
type Fields = Record<string, unknown>;

/**
 * What is wrong with a database of ours; empty when all is well. Rows, log, counters, tags and search index are read
 * here without any of the storage code and must tell the same.
 */
export function audit(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec('BEGIN');
    const all = (sql: string) => database.prepare(sql).all();
    return [
      ...integrity(all),
      ...counters(all),
      ...tags(all),
      ...blockers(all),
      ...leases(all),
      ...log(all),
      ...groups(all),
      ...searchIndex(database),
    ];
  } finally {
    database.close();
  }
}

type Query = (sql: string) => Row[];

function integrity(all: Query): string[] {
  const found = all('PRAGMA integrity_check').map((row) => String(row.integrity_check));
  const broken = all('PRAGMA foreign_key_check').map((row) => `row ${row.rowid} of ${row.table} points nowhere`);
  return [...found.filter((line) => line !== 'ok'), ...broken];
}

function counters(all: Query): string[] {
  const kept = all('SELECT project, priority, status, count FROM counts WHERE count <> 0');
  const counted = all(`
    SELECT '*' AS project, priority, status, count(*) AS count FROM tasks WHERE deleted_at IS NULL GROUP BY 2, 3
    UNION ALL
    SELECT coalesce(project, ''), priority, status, count(*) FROM tasks WHERE deleted_at IS NULL GROUP BY 1, 2, 3`);
  return difference('counter', kept.map(show), counted.map(show));
}

function tags(all: Query): string[] {
  const kept = all('SELECT tag, task_id FROM task_tags');
  const inRows = all(
    'SELECT value AS tag, tasks.id AS task_id FROM tasks, json_each(tasks.tags) WHERE deleted_at IS NULL',
  );
  return difference('tag', kept.map(show), inRows.map(show));
}

/** Deleted tasks keep theirs, so that they can come back; rows may name blockers that were purged. */
function blockers(all: Query): string[] {
  const kept = all('SELECT task_id, blocker_id FROM blockers');
  const inRows = all(`SELECT tasks.id AS task_id, value AS blocker_id FROM tasks, json_each(tasks.blocked_by)
    WHERE value IN (SELECT id FROM tasks)`);
  const counted = all(`
    SELECT tasks.id FROM tasks WHERE open_blockers <> (SELECT count(*) FROM blockers JOIN tasks AS blocker
      ON blocker.id = blocker_id WHERE task_id = tasks.id AND blocker.status < 2 AND blocker.deleted_at IS NULL)`);
  const orphans = all(`SELECT tasks.id FROM tasks JOIN tasks AS parent ON parent.id = tasks.parent_id
    WHERE tasks.deleted_at IS NULL AND parent.deleted_at IS NOT NULL`);
  return [
    ...difference('blocker', kept.map(show), inRows.map(show)),
    ...counted.map(({ id }) => `task ${id} has another number of open blockers`),
    ...orphans.map(({ id }) => `task ${id} is below a deleted one`),
  ];
}

/** A lease is on a live task that is in progress; whoever stops working gives it back. */
function leases(all: Query): string[] {
  const astray = all(`SELECT leases.task_id FROM leases JOIN tasks ON tasks.id = leases.task_id
    WHERE status <> 1 OR deleted_at IS NOT NULL`);
  return astray.map(({ task_id }) => `task ${task_id} is leased but not in progress`);
}

/** Replays the log: it must lead to exactly the rows that are there. Of purged tasks it says nothing any more. */
function log(all: Query): string[] {
  const wrong: string[] = [];
  const states = new Map<number, Fields>();
  const purged = new Set<number>();
  let purgedTo = 0;
  for (const change of all('SELECT * FROM changes ORDER BY id')) {
    const id = Number(change.task_id);
    if (change.before === null && change.after === null) {
      purged.add(id);
      purgedTo = Number(change.id);
    }
    if (purged.has(id) && (purgedTo !== change.id || states.has(id)))
      wrong.push(`change ${change.id} is of a task that was purged in part`);
    if (purged.has(id)) continue;
    const before: Fields = JSON.parse(String(change.before));
    const after: Fields = JSON.parse(String(change.after));
    // A log that began before the third version of the schema says nothing of these.
    const state = states.get(id) ?? { deleted_at: null, parent_id: null, blocked_by: [] };
    const gone = change.kind === 'task.deleted' ? { deleted_at: change.at } : { deleted_at: null };
    if (change.kind === 'note.added' || change.kind === 'note.removed') {
      const told = after ?? before;
      const note = all(`SELECT text FROM notes WHERE task_id = ${id} AND id = ${told.note}`)[0];
      if (note?.text !== told.text) wrong.push(`change ${change.id} tells of a note that is not there`);
      continue;
    }
    // A claim of a task that was in progress, and its end, need not touch the row.
    if (show(before) === '{}' && show(after) === '{}') continue;
    // What was made elsewhere keeps its past; the log says when it came here.
    const updated_at = change.kind === 'task.created' ? after.updated_at : change.at;
    for (const [field, value] of Object.entries(before ?? {})) {
      if (show(state[field]) !== show(value)) wrong.push(`change ${change.id}: ${field} was not ${show(value)} before`);
    }
    states.set(id, { ...state, ...after, ...gone, version: change.version, updated_at });
  }
  const replayed = [...states.values()].map(({ completed: _, ...state }) => sorted(state));
  if (all('SELECT purged_to FROM meta')[0]?.purged_to !== purgedTo) wrong.push(`the log is emptied up to ${purgedTo}`);
  return [...wrong, ...difference('task', all('SELECT * FROM tasks').map(toState), replayed)];
}

function toState(row: Row): string {
  const { priority, status, tags, blocked_by, open_blockers: _, ready: __, ...same } = row;
  return sorted({
    ...same,
    priority: PRIORITIES[Number(priority)],
    status: STATUSES[Number(status)],
    tags: JSON.parse(String(tags)),
    blocked_by: JSON.parse(String(blocked_by)),
  });
}

/** A group is named by its first change, and is of one actor and one moment. */
function groups(all: Query): string[] {
  const strays = all(`
    SELECT changes.id FROM changes LEFT JOIN changes AS first ON first.id = changes.group_id
    WHERE changes.group_id IS NOT NULL AND (first.group_id IS NOT NULL OR first.id IS NULL OR first.id >= changes.id
      OR first.actor <> changes.actor OR first.at <> changes.at)`);
  return strays.map(({ id }) => `change ${id} stands in a group that is not its own`);
}

function searchIndex(database: DatabaseSync): string[] {
  database.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab ('main', 'search', 'instance')");
  const indexed = database.prepare('SELECT DISTINCT doc, col, term FROM temp.terms').all();
  const live = database.prepare('SELECT * FROM tasks WHERE deleted_at IS NULL').all();
  const notes = database.prepare(
    `SELECT text FROM notes WHERE task_id = ? AND removed_at IS NULL ORDER BY id DESC LIMIT ${NOTES_SEARCHED}`,
  );
  const expected = live.flatMap((row) => {
    const texts = notes.all(Number(row.id)).map(({ text }) => String(text));
    const tags: string[] = JSON.parse(String(row.tags));
    const body = [
      ...toTerms([String(row.description), ...tags, ...texts].join('\n')),
      facet('status', STATUSES[Number(row.status)] ?? ''),
      ...(row.project === null ? [] : [facet('project', String(row.project))]),
    ];
    const entry = (col: string) => (term: string) => show({ doc: row.id, col, term });
    return [...toTerms(String(row.title)).map(entry('title')), ...body.map(entry('body'))];
  });
  return difference('search term', indexed.map(show), expected);
}

function difference(what: string, kept: readonly string[], expected: readonly string[]): string[] {
  const [have, want] = [new Set(kept), new Set(expected)];
  return [
    ...[...want].filter((line) => !have.has(line)).map((line) => `${what} missing: ${line}`),
    ...[...have].filter((line) => !want.has(line)).map((line) => `${what} too many: ${line}`),
    ...(kept.length === have.size ? [] : [`${what} kept twice`]),
  ];
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

function sorted(fields: Fields): string {
  return show(Object.entries(fields).sort(([one], [other]) => one.localeCompare(other)));
}
