/**
 * What people and programs sign in with over HTTP. The secret is 256 random bits, so a plain digest is enough. A name is
 * unique among those that were not revoked; the others stay, since the log names them and no id may come again.
 */
export const sqlite: readonly string[] = [
  `CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id BETWEEN 1 AND 9007199254740991),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    project TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    revoked_at TEXT
  ) STRICT`,
  'CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_at IS NULL',
];
