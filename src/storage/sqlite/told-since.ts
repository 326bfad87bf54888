import type { DatabaseSync } from 'node:sqlite';
import { endpointsOf, hasChange, isSameList, type KnownEndpoint } from './known-endpoints.ts';

/**
 * What receivers were told since the backup they are not told again by it, least of all under another id. Nothing is known
 * of a list that does not go on from the backup.
 */
export function keepTold(backup: DatabaseSync, list: DatabaseSync): void {
  if (!isSameList(backup, list)) return;
  const head = Number(backup.prepare('SELECT coalesce(max(id), 0) AS head FROM changes').get()?.head);
  if (!hasChange(list, head)) return;
  const inList = new Map(endpointsOf(list).map((endpoint) => [endpoint.id, endpoint]));
  for (const before of endpointsOf(backup)) {
    const since = inList.get(before.id);
    if (since === undefined || since.created_at !== before.created_at) continue;
    settle(backup, list, before);
    copyMade(backup, list, { endpoint: before, head });
    // No further than the backup's log goes: what comes then has ids that were never given, and a cursor that no log has
    // would look to the next restore like one of another list.
    const cursor = Math.max(before.cursor, Math.min(since.cursor, head));
    backup.prepare('UPDATE endpoints SET cursor = ? WHERE id = ?').run(cursor, before.id);
  }
}

const BACKED_UP = "SELECT id, message_id FROM deliveries WHERE endpoint_id = ? AND state = 'pending'";
const FORGOTTEN = 'the list was restored from a backup, and had forgotten this';
const RESULT = 'state, attempts, next_at, last_status, last_outcome, done_at';

/** What has become of messages that waited; one that the list has forgotten, as it does after a week, is for a replay only. */
function settle(backup: DatabaseSync, list: DatabaseSync, { id: endpointId }: KnownEndpoint): void {
  const look = list.prepare(`SELECT ${RESULT} FROM deliveries WHERE id = ? AND message_id = ?`);
  const write = backup.prepare(`UPDATE deliveries SET (${RESULT}, lease) = (?, ?, ?, ?, ?, ?, NULL) WHERE id = ?`);
  for (const { id = null, message_id = null } of backup.prepare(BACKED_UP).all(endpointId)) {
    const now = look.get(id, message_id);
    const result =
      now === undefined ? ['dead', 0, null, null, FORGOTTEN, new Date().toISOString()] : Object.values(now);
    write.run(...result, id);
  }
}

interface Part {
  readonly endpoint: KnownEndpoint;
  /** The last change that the backup has. */
  readonly head: number;
}

/** The messages of changes that the backup has and had not made any of. */
function copyMade(backup: DatabaseSync, list: DatabaseSync, { endpoint: { id, cursor }, head }: Part): void {
  const made = list.prepare('SELECT * FROM deliveries WHERE endpoint_id = ? AND change_id > ? AND change_id <= ?');
  for (const row of made.all(id, cursor, head)) {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?');
    backup
      .prepare(`INSERT OR IGNORE INTO deliveries (${columns.join(', ')}) VALUES (${marks.join(', ')})`)
      .run(...Object.values(row));
  }
}
