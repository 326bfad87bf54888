import type { DatabaseSync } from 'node:sqlite';
import type { SecretInUse } from '../../domain/endpoint.ts';
import { endpointsOf, hasChange, isSameList, type KnownEndpoint } from './known-endpoints.ts';

/**
 * A backup must open no way out that was closed since: endpoints that were removed from the list or disabled in it stay so,
 * and of secrets the newer ones count. Of those of another list, or of a list that is as it was before they were added,
 * nothing is known.
 */
export function keepClosed(backup: DatabaseSync, list: DatabaseSync): void {
  if (!isSameList(backup, list)) return;
  const inList = new Map(endpointsOf(list).map((endpoint) => [endpoint.id, endpoint]));
  for (const before of endpointsOf(backup)) {
    const since = inList.get(before.id);
    if (since === undefined) {
      if (hasChange(list, before.cursor)) remove(backup, before);
    } else if (since.created_at === before.created_at) {
      if (isNewer(since.secrets, before.secrets)) replaceSecrets(backup, since);
      if (since.state === 'disabled' && before.state === 'enabled') disable(backup, since);
    }
  }
}

function isNewer([one]: readonly SecretInUse[], [other]: readonly SecretInUse[]): boolean {
  return one !== undefined && other !== undefined && one.created_at > other.created_at;
}

function remove(backup: DatabaseSync, { id }: KnownEndpoint): void {
  backup.prepare('DELETE FROM deliveries WHERE endpoint_id = ?').run(id);
  backup.prepare('DELETE FROM endpoints WHERE id = ?').run(id);
}

function replaceSecrets(backup: DatabaseSync, { id, secrets }: KnownEndpoint): void {
  backup.prepare('UPDATE endpoints SET secrets = ? WHERE id = ?').run(JSON.stringify(secrets), id);
}

function disable(backup: DatabaseSync, { id, reason }: KnownEndpoint): void {
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
