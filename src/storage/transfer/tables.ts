import type { Tables } from '../tables.ts';

/** A table as it is moved: what is derived stays behind, and what tells of one server: its transactions, and its history. */
export interface MovedTable {
  readonly name: keyof Tables;
  /** Rows are read, written and sealed in this order, which both databases sort alike. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Summed up over the key: see the counters of Postgres in migration 1. */
  readonly sum?: string;
}

type Column<Name extends keyof Tables> = keyof Tables[Name] & string;

function define<Name extends keyof Tables>(
  name: Name,
  key: readonly Column<Name>[],
  others: readonly Column<Name>[],
): MovedTable {
  return { name, key, columns: [...key, ...others] };
}

/** All that a list is, apart from the search index, which is made anew. What is referred to comes first. */
export const TABLES: readonly MovedTable[] = [
  define('meta', ['id'], ['list_id', 'purged_to']),
  define(
    'tasks',
    ['id'],
    [
      ...(['title', 'description', 'priority', 'status', 'project', 'tags', 'due', 'assignee', 'version'] as const),
      ...(['created_at', 'updated_at', 'completed_at', 'created_by', 'deleted_at'] as const),
      ...(['parent_id', 'blocked_by', 'open_blockers'] as const),
    ],
  ),
  define('task_tags', ['tag', 'task_id'], []),
  define('blockers', ['task_id', 'blocker_id'], []),
  define('notes', ['id'], ['task_id', 'at', 'actor', 'text', 'handover', 'removed_at']),
  define(
    'changes',
    ['id'],
    ['group_id', 'at', 'actor', 'kind', 'task_id', 'version', 'project', 'before', 'after', 'undoes'],
  ),
  define('leases', ['task_id'], ['token_hash', 'holder', 'until', 'minutes', 'fence']),
  define('keys', ['key_hash'], ['arguments_hash', 'sealed_answer', 'created_at']),
  define(
    'tokens',
    ['id'],
    [
      ...(['name', 'secret_hash', 'scopes', 'project', 'created_at', 'created_by'] as const),
      ...(['expires_at', 'last_used_at', 'revoked_at'] as const),
    ],
  ),
  { ...define('counts', ['project', 'priority', 'status'], ['count']), sum: 'count' },
  define('sources', ['source', 'source_id'], ['task_id', 'seen']),
  define(
    'endpoints',
    ['id'],
    [
      ...(['url', 'format', 'description', 'filter', 'state', 'reason', 'failures', 'failing_since'] as const),
      ...(['paused_until', 'created_at', 'created_by', 'secrets', 'cursor'] as const),
    ],
  ),
  define(
    'deliveries',
    ['id'],
    [
      ...(['message_id', 'endpoint_id', 'change_id', 'type', 'body', 'state', 'attempts', 'next_at', 'lease'] as const),
      ...(['last_status', 'last_outcome', 'created_at', 'done_at'] as const),
    ],
  ),
];

/** Tables whose ids the database gives, and never twice. */
export const NUMBERED = ['tasks', 'notes', 'changes', 'tokens', 'endpoints', 'deliveries'] as const;
/** The highest id ever given in each; its row may be gone. */
export type HighestIds = Readonly<Record<(typeof NUMBERED)[number], number>>;

export function toHighestIds(of: (name: (typeof NUMBERED)[number]) => number): HighestIds {
  return {
    tasks: of('tasks'),
    notes: of('notes'),
    changes: of('changes'),
    tokens: of('tokens'),
    endpoints: of('endpoints'),
    deliveries: of('deliveries'),
  };
}
