/**
 * Where imported tasks came from. `seen` is what the source said last, so that importing again changes only what has
 * changed there. No reference to `tasks`: a task that was deleted here must stay known, or an import would bring it back.
 * `meta` holds one row, the name that the list has in the files it exports.
 */
export const sqlite: readonly string[] = [
  `CREATE TABLE sources (
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    task_id INTEGER NOT NULL CHECK (task_id BETWEEN 1 AND 9007199254740991),
    seen TEXT NOT NULL CHECK (json_valid(seen)),
    PRIMARY KEY (source, source_id)
  ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), list_id TEXT NOT NULL) STRICT',
  'INSERT INTO meta (id, list_id) VALUES (1, lower(hex(randomblob(16))))',
];

export const postgres: readonly string[] = [
  `CREATE TABLE sources (
    source text COLLATE "C" NOT NULL,
    source_id text COLLATE "C" NOT NULL,
    task_id bigint NOT NULL CHECK (task_id BETWEEN 1 AND 9007199254740991),
    seen text NOT NULL CHECK (jsonb_typeof(seen::jsonb) = 'object'),
    PRIMARY KEY (source, source_id)
  )`,
  'CREATE TABLE meta (id integer PRIMARY KEY CHECK (id = 1), list_id text NOT NULL, line text)',
  "INSERT INTO meta (id, list_id) VALUES (1, replace(gen_random_uuid()::text, '-', ''))",
];
