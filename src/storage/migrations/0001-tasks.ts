/**
 * Ranks, not words, so that indexes are small and sort by meaning. Integers are checked because one beyond 2^53 would
 * make every read of its row throw. An index holds the live tasks of one status as one run in page order.
 */
const INT = 'CHECK (%s BETWEEN -9007199254740991 AND 9007199254740991)';
const safe = (column: string) => INT.replace('%s', column);

export const sqlite: readonly string[] = [
  `CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT ${safe('id')},
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 2),
    project TEXT,
    tags TEXT NOT NULL CHECK (json_valid(tags)),
    due TEXT,
    assignee TEXT,
    version INTEGER NOT NULL ${safe('version')},
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    completed_at TEXT,
    created_by TEXT NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  'CREATE INDEX tasks_by_status ON tasks (status, id) WHERE deleted_at IS NULL',
  'CREATE INDEX tasks_by_priority ON tasks (priority, status, id) WHERE deleted_at IS NULL',
  'CREATE INDEX tasks_by_project ON tasks (project, status, id) WHERE deleted_at IS NULL AND project IS NOT NULL',
  'CREATE INDEX tasks_by_assignee ON tasks (assignee, status, id) WHERE deleted_at IS NULL AND assignee IS NOT NULL',
  'CREATE INDEX tasks_by_due ON tasks (status, due, id) WHERE deleted_at IS NULL AND due IS NOT NULL',
  'CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL',
  `CREATE TABLE task_tags (
    tag TEXT NOT NULL,
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, task_id)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX task_tags_by_task ON task_tags (task_id)',
  `CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT ${safe('id')},
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX notes_by_task ON notes (task_id, id)',
  `CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT ${safe('id')},
    group_id INTEGER REFERENCES changes (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    task_id INTEGER NOT NULL ${safe('task_id')},
    version INTEGER NOT NULL ${safe('version')},
    project TEXT,
    before TEXT CHECK (json_valid(before)),
    after TEXT CHECK (json_valid(after))
  ) STRICT`,
  'CREATE INDEX changes_by_task ON changes (task_id, id)',
  'CREATE INDEX changes_by_project ON changes (project, id) WHERE project IS NOT NULL',
  'CREATE INDEX changes_by_group ON changes (group_id) WHERE group_id IS NOT NULL',
  `CREATE TABLE counts (
    project TEXT NOT NULL,
    priority INTEGER NOT NULL,
    status INTEGER NOT NULL,
    count INTEGER NOT NULL ${safe('count')},
    PRIMARY KEY (project, priority, status)
  ) STRICT, WITHOUT ROWID`,
  // Terms come ready-made from domain/words.ts; 'ascii' leaves every other character alone, and one column is known
  // from another without positions. A prefix index of length 1 keeps one-letter beginnings from scanning all words.
  `CREATE VIRTUAL TABLE search USING fts5 (
    title, body, content='', contentless_delete=1, detail=column, tokenize='ascii', prefix='1 2 3'
  )`,
];
