import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { Endpoint, type SecretInUse } from '../../domain/endpoint.ts';

const Known = Endpoint.pick({ id: true, created_at: true, state: true, reason: true, cursor: true }).extend({
  secrets: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Endpoint.shape.secrets),
});
type Known = z.infer<typeof Known>;

/**
 * A backup must open no way out that was closed since: endpoints that were removed from the list or disabled in it stay so,
 * and of secrets the newer ones count. Of those of another list, or of a list that is as it was before they were added,
 * nothing is known.
 */
export function keepClosed(backup: DatabaseSync, list: DatabaseSync): void {
  if (!hasEndpoints(list) || listIdOf(list) !== listIdOf(backup)) return;
  const inList = new Map(endpointsOf(list).map((endpoint) => [endpoint.id, endpoint]));
  for (const before of endpointsOf(backup)) {
    const since = inList.get(before.id);
    if (since === undefined) {
      if (hasSeen(list, before)) remove(backup, before);
    } else if (since.created_at === before.created_at) {
      if (isNewer(since.secrets, before.secrets)) replaceSecrets(backup, since);
      if (since.state === 'disabled' && before.state === 'enabled') disable(backup, since);
    }
  }
}

function hasEndpoints(list: DatabaseSync): boolean {
  return list.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'endpoints'").get() !== undefined;
}

function listIdOf(list: DatabaseSync): SQLOutputValue | undefined {
  return list.prepare('SELECT list_id FROM meta').get()?.list_id;
}

function endpointsOf(list: DatabaseSync): Known[] {
  const rows = list.prepare('SELECT id, created_at, state, reason, cursor, secrets FROM endpoints').all();
  // What is not to be read must not keep anybody from restoring.
  return rows.flatMap((row) => Known.safeParse(row).data ?? []);
}

/** What an endpoint has been told of last is in the log of every list that goes on from there: no id is ever given twice. */
function hasSeen(list: DatabaseSync, { cursor }: Known): boolean {
  return cursor === 0 || list.prepare('SELECT 1 FROM changes WHERE id = ?').get(cursor) !== undefined;
}

function isNewer([one]: readonly SecretInUse[], [other]: readonly SecretInUse[]): boolean {
  return one !== undefined && other !== undefined && one.created_at > other.created_at;
}

function remove(backup: DatabaseSync, { id }: Known): void {
  backup.prepare('DELETE FROM deliveries WHERE endpoint_id = ?').run(id);
  backup.prepare('DELETE FROM endpoints WHERE id = ?').run(id);
}

function replaceSecrets(backup: DatabaseSync, { id, secrets }: Known): void {
  backup.prepare('UPDATE endpoints SET secrets = ? WHERE id = ?').run(JSON.stringify(secrets), id);
}

function disable(backup: DatabaseSync, { id, reason }: Known): void {
  backup
    .prepare("UPDATE endpoints SET state = 'disabled', reason = ?, paused_until = NULL WHERE id = ?")
    .run(reason, id);
  backup
    .prepare(
      `UPDATE deliveries SET state = 'dead', next_at = NULL, lease = NULL, last_outcome = ?, done_at = ?
       WHERE endpoint_id = ? AND state = 'pending'`,
    )
    .run(`webhook disabled: ${reason}`, new Date().toISOString(), id);
}
