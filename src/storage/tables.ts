import type { Generated, GeneratedAlways, Selectable } from 'kysely';

/** Rows as both databases hold them. Priority and status are ranks: their places in PRIORITIES and STATUSES. */
export interface Tables {
  tasks: TasksTable;
  task_tags: { tag: string; task_id: number };
  blockers: { task_id: number; blocker_id: number };
  notes: NotesTable;
  changes: ChangesTable;
  leases: LeasesTable;
  keys: KeysTable;
  tokens: TokensTable;
  endpoints: EndpointsTable;
  deliveries: DeliveriesTable;
  counts: { project: string; priority: number; status: number; count: number };
  /** `seen` is a JSON object. */
  sources: { source: string; source_id: string; task_id: number; seen: string };
  meta: { id: number; list_id: string; purged_to: Generated<number> };
}

interface TasksTable {
  id: Generated<number>;
  title: string;
  description: string;
  priority: number;
  status: number;
  project: string | null;
  /** JSON array; `task_tags` holds the same for look-up. */
  tags: string;
  due: string | null;
  assignee: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
  created_by: string;
  deleted_at: string | null;
  parent_id: number | null;
  /** JSON array; `blockers` holds the same for look-up. */
  blocked_by: string;
  /** How many of its blockers are live and not completed. */
  open_blockers: Generated<number>;
  /** Sorts the ready tasks by priority and due date; null for all others. */
  ready: GeneratedAlways<string | null>;
}

interface NotesTable {
  id: Generated<number>;
  task_id: number;
  at: string;
  actor: string;
  text: string;
  handover: Generated<number>;
  removed_at: string | null;
}

interface ChangesTable {
  id: Generated<number>;
  /** The first change of the same call; null in that first change itself, whose id is not known when it is written. */
  group_id: number | null;
  at: string;
  actor: string;
  kind: string;
  task_id: number;
  version: number;
  project: string | null;
  /** JSON objects. */
  before: string | null;
  after: string | null;
  /** The first change of the group that this one takes back. */
  undoes: number | null;
}

interface LeasesTable {
  task_id: number;
  token_hash: string;
  holder: string;
  until: string;
  minutes: number;
  fence: number;
}

interface KeysTable {
  key_hash: string;
  arguments_hash: string;
  sealed_answer: string;
  created_at: string;
}

interface TokensTable {
  id: Generated<number>;
  name: string;
  secret_hash: string;
  /** JSON array. */
  scopes: string;
  project: string | null;
  created_at: string;
  created_by: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
}

interface EndpointsTable {
  id: Generated<number>;
  url: string;
  format: string;
  description: string;
  /** JSON object. */
  filter: string;
  state: string;
  reason: string | null;
  failures: number;
  failing_since: string | null;
  paused_until: string | null;
  created_at: string;
  created_by: string;
  /** JSON array. */
  secrets: string;
  cursor: number;
}

interface DeliveriesTable {
  id: Generated<number>;
  message_id: string;
  endpoint_id: number;
  change_id: number | null;
  type: string;
  body: string;
  state: string;
  attempts: number;
  /** While somebody sends it, when others may. */
  next_at: string | null;
  lease: string | null;
  last_status: number | null;
  last_outcome: string | null;
  created_at: string;
  done_at: string | null;
}

export type TaskRow = Selectable<TasksTable>;
export type ChangeRow = Selectable<ChangesTable>;
export type NoteRow = Selectable<NotesTable>;
export type LeaseRow = Selectable<LeasesTable>;
export type TokenRow = Selectable<TokensTable>;
export type EndpointRow = Selectable<EndpointsTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;
