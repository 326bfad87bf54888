/**
 * Blockers, subtasks, leases, undo and keys. `ready` is the place of a ready task in the order in which tasks are taken
 * up: by priority, due date, id. The database derives it, so it cannot drift; NULL keeps all other tasks out of its index.
 * `open_blockers` counts for deleted tasks too, so that restoring one needs no count. Ids of blockers stand in the row, as
 * tags do, and in `blockers` for look-up.
 */
export const sqlite: readonly string[] = [
  'ALTER TABLE tasks ADD COLUMN parent_id INTEGER REFERENCES tasks (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED',
  "ALTER TABLE tasks ADD COLUMN blocked_by TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(blocked_by))",
  'ALTER TABLE tasks ADD COLUMN open_blockers INTEGER NOT NULL DEFAULT 0 CHECK (open_blockers >= 0)',
  `ALTER TABLE tasks ADD COLUMN ready TEXT GENERATED ALWAYS AS (
    CASE WHEN deleted_at IS NULL AND status = 0 AND open_blockers = 0 THEN (2 - priority) || coalesce(due, '~') END
  ) VIRTUAL`,
  'CREATE INDEX tasks_ready ON tasks (ready, id) WHERE ready IS NOT NULL',
  'CREATE INDEX tasks_ready_by_project ON tasks (project, ready, id) WHERE ready IS NOT NULL AND project IS NOT NULL',
  'CREATE INDEX tasks_by_parent ON tasks (parent_id, id) WHERE parent_id IS NOT NULL',
  `CREATE TABLE blockers (
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    blocker_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, blocker_id)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX blockers_by_blocker ON blockers (blocker_id, task_id)',
  `CREATE TABLE leases (
    task_id INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,
    holder TEXT NOT NULL,
    until TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    fence INTEGER NOT NULL CHECK (fence BETWEEN 1 AND 9007199254740991)
  ) STRICT`,
  'CREATE INDEX leases_by_until ON leases (until)',
  `CREATE TABLE keys (
    key_hash TEXT PRIMARY KEY,
    arguments_hash TEXT NOT NULL,
    sealed_answer TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX keys_by_age ON keys (created_at)',
  'ALTER TABLE changes ADD COLUMN undoes INTEGER REFERENCES changes (id)',
  'CREATE INDEX changes_by_undone ON changes (undoes) WHERE undoes IS NOT NULL',
  'ALTER TABLE notes ADD COLUMN handover INTEGER NOT NULL DEFAULT 0 CHECK (handover IN (0, 1))',
  'ALTER TABLE notes ADD COLUMN removed_at TEXT',
  'ALTER TABLE meta ADD COLUMN purged_to INTEGER NOT NULL DEFAULT 0',
];

export const postgres: readonly string[] = [
  'ALTER TABLE tasks ADD COLUMN parent_id bigint REFERENCES tasks (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED',
  `ALTER TABLE tasks ADD COLUMN blocked_by text NOT NULL DEFAULT '[]'
    CHECK (jsonb_typeof(blocked_by::jsonb) = 'array')`,
  'ALTER TABLE tasks ADD COLUMN open_blockers integer NOT NULL DEFAULT 0 CHECK (open_blockers >= 0)',
  `ALTER TABLE tasks ADD COLUMN ready text COLLATE "C" GENERATED ALWAYS AS (
    CASE WHEN deleted_at IS NULL AND status = 0 AND open_blockers = 0 THEN (2 - priority)::text || coalesce(due, '~') END
  ) STORED`,
  'CREATE INDEX tasks_ready ON tasks (ready, id) WHERE ready IS NOT NULL',
  'CREATE INDEX tasks_ready_by_project ON tasks (project, ready, id) WHERE ready IS NOT NULL AND project IS NOT NULL',
  'CREATE INDEX tasks_by_parent ON tasks (parent_id, id) WHERE parent_id IS NOT NULL',
  `CREATE TABLE blockers (
    task_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    blocker_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, blocker_id)
  )`,
  'CREATE INDEX blockers_by_blocker ON blockers (blocker_id, task_id)',
  `CREATE TABLE leases (
    task_id bigint PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    token_hash text NOT NULL,
    holder text NOT NULL,
    until text COLLATE "C" NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    fence bigint NOT NULL CHECK (fence BETWEEN 1 AND 9007199254740991)
  )`,
  'CREATE INDEX leases_by_until ON leases (until)',
  `CREATE TABLE keys (
    key_hash text COLLATE "C" PRIMARY KEY,
    arguments_hash text NOT NULL,
    sealed_answer text NOT NULL,
    created_at text COLLATE "C" NOT NULL
  )`,
  'CREATE INDEX keys_by_age ON keys (created_at)',
  'ALTER TABLE changes ADD COLUMN undoes bigint REFERENCES changes (id)',
  'CREATE INDEX changes_by_undone ON changes (undoes) WHERE undoes IS NOT NULL',
  'ALTER TABLE notes ADD COLUMN handover integer NOT NULL DEFAULT 0 CHECK (handover IN (0, 1))',
  'ALTER TABLE notes ADD COLUMN removed_at text',
  'ALTER TABLE meta ADD COLUMN purged_to bigint NOT NULL DEFAULT 0',
];
