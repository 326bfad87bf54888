import type { DatabaseSync } from 'node:sqlite';

type Revocation = readonly [secretHash: string, at: string];

/** The tokens of a list that nobody may use any more; of one older than tokens, none. */
export function revokedTokens(database: DatabaseSync): Revocation[] {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tokens'").get();
  if (table === undefined) return [];
  const rows = database.prepare('SELECT secret_hash, revoked_at FROM tokens WHERE revoked_at IS NOT NULL').all();
  return rows.map(({ secret_hash, revoked_at }) => [String(secret_hash), String(revoked_at)]);
}

/** A backup that is older than a revocation must not take it back. */
export function keepRevoked(backup: DatabaseSync, revoked: readonly Revocation[]): void {
  const revoke = backup.prepare('UPDATE tokens SET revoked_at = ? WHERE secret_hash = ? AND revoked_at IS NULL');
  for (const [secretHash, at] of revoked) revoke.run(at, secretHash);
}
