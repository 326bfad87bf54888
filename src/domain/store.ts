import type { ApiToken, NewApiToken } from './api-token.ts';
import type { TaskNote } from './change.ts';
import type { Changes } from './change-log.ts';
import type { Lease } from './lease.ts';
import type { Answer } from './once.ts';
import type { Priority, Status, Task, TaskDraft, TaskSummary } from './task.ts';
import type { WebhookParts } from './webhook-store.ts';
import type { Query } from './words.ts';

/** What storage must do. The only interface with more than one implementation: SQLite and Postgres. */
export interface Store {
  /** Runs `work` on one consistent snapshot. Everything awaited inside must be `tx`. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` as one transaction and resolves once it is durable. When `work` throws nothing is changed. No other
   * transaction changes a task that `work` has read by `find`, `findMany`, `findDeleted`, `subtasks`, `bestReady` or
   * `hold` before this one ends. Everything awaited inside must be `tx`; where others were in the way `work` is run again.
   * Throws StorageFailed when the database cannot do it.
   */
  write<T>(work: (tx: Tx) => Promise<T>, facts?: WriteFacts): Promise<T>;
  /** Every write is refused. */
  readonly isReadOnly: boolean;
  /** Calls `listener` soon after any process, this one too, has committed, and on `close`. Gives a function that ends it. */
  watch(listener: () => void): () => void;
  /** Lets what runs finish, then closes; what comes later is refused. */
  close(): Promise<void>;
}

export interface WriteFacts {
  /** `work` finds out by a key whether it was done before: it may be run again when nobody knows whether it was. */
  readonly isKeyed?: boolean;
}

export interface Tx extends WebhookParts {
  readonly tasks: Tasks;
  readonly notes: Notes;
  readonly changes: Changes;
  readonly stats: Stats;
  readonly search: Search;
  readonly sources: Sources;
  readonly blockers: Blockers;
  readonly leases: Leases;
  readonly keys: Keys;
  readonly tokens: Tokens;
  /** The database's clock: what leases are measured by. */
  now(): Promise<Date>;
}

export interface TaskFilter {
  /** Only what can be taken up: pending, no open blocker. They come by priority, due date, id. */
  readonly ready?: true | undefined;
  readonly statuses?: readonly Status[] | undefined;
  readonly priority?: Priority | undefined;
  readonly project?: string | undefined;
  readonly tag?: string | undefined;
  readonly assignee?: string | undefined;
  /** Tasks due strictly before this day or instant; they come by due date, then id. */
  readonly dueBefore?: string | undefined;
}

/** The last row of the page before; `due` where the order is by due date, `priority` where it is that of ready tasks. */
export interface Position {
  readonly id: number;
  readonly due?: string | undefined;
  readonly priority?: Priority | undefined;
}

export interface Tasks {
  /** The live task, or undefined. */
  find(id: number): Promise<Task | undefined>;
  findMany(ids: readonly number[]): Promise<Task[]>;
  /** The task as it was when it was deleted; undefined if it is live, purged or never was. */
  findDeleted(id: number): Promise<Task | undefined>;
  /** Also whether it was purged since. */
  wasDeleted(id: number): Promise<boolean>;
  /** Lets nobody else change these before the transaction ends, be they live or deleted. */
  hold(ids: readonly number[]): Promise<void>;
  /** The ready task that should be taken up first; with `isFree` of those that no other transaction holds, else it is waited for. */
  bestReady(filter: Pick<TaskFilter, 'project' | 'tag'> & { readonly isFree?: true }): Promise<Task | undefined>;
  /** Ids for as many tasks, rising; nobody else is given them. */
  reserve(count: number): Promise<number[]>;
  /** The blockers that it names must be there. */
  insert(draft: TaskDraft, id?: number): Promise<Task>;
  /** Writes what became of `before`. */
  save(task: Task, before: Task): Promise<void>;
  /** Hides the task; its row stays so that it can be restored. It no longer blocks anything. */
  remove(task: Task): Promise<void>;
  /** Shows the task again, as `task` says. */
  restore(task: Task): Promise<void>;
  /**
   * Ends tasks that were deleted before then, with all that hangs on them; the oldest ones, `limit` or as many more as were
   * deleted together with the last of them. Gives their ids.
   */
  purge(before: string, limit: number): Promise<number[]>;
  /** Live tasks right below any of these, by id. */
  subtasks(parentIds: readonly number[]): Promise<TaskSummary[]>;
  /** Live ones of the last `limit` tasks ever made that have this title and maker, newest first. */
  latest(limit: number, of: { readonly title: string; readonly created_by: string }): Promise<Task[]>;
  page(filter: TaskFilter, after: Position | undefined, limit: number): Promise<Task[]>;
  /** The same page without what a list does not show: descriptions alone could be megabytes. */
  summaries(filter: TaskFilter, after: Position | undefined, limit: number): Promise<TaskSummary[]>;
  /** Counts no further than `limit`: an exact count would read every row. */
  count(filter: TaskFilter, limit: number): Promise<number>;
  /** Ids of live tasks whose decimal form begins with `prefix`, shorter ones first, each rising; of one project where it is named. */
  idsStartingWith(prefix: string, limit: number, project?: string): Promise<number[]>;
}

/** Which task waits for which. */
export interface Blockers {
  /** Live tasks that block any of these, by blocked task; what blocks nothing is left out. */
  of(taskIds: readonly number[]): Promise<Map<number, TaskSummary[]>>;
  /** Live tasks that wait for any of these, by id. */
  dependents(taskIds: readonly number[]): Promise<TaskSummary[]>;
  /** Ids of the dependents that are ready now. */
  readyDependents(taskIds: readonly number[]): Promise<number[]>;
}

export interface ExpiredFilter extends Pick<TaskFilter, 'project' | 'tag'> {
  readonly taskIds?: readonly number[] | undefined;
  readonly limit: number;
  /** Only those whose tasks no other transaction holds; they are held then. */
  readonly isFree?: true | undefined;
}

export interface Leases {
  /** The last claim of a task that has not ended, be it expired or not. */
  find(taskId: number): Promise<Lease | undefined>;
  /** Whether the token is that of the task's lease. Takes the same time whatever the token. */
  isHeldBy(taskId: number, token: string): Promise<boolean>;
  /** Only a digest of the token is kept. */
  put(lease: Lease, token: string): Promise<void>;
  renew(taskId: number, until: string, minutes: number): Promise<void>;
  end(taskId: number): Promise<void>;
  /** Those that are not valid at `now`. */
  expired(now: Date, of: ExpiredFilter): Promise<Lease[]>;
  /** Among them that of the task that should be taken up first, once it is freed. */
  bestExpired(now: Date, of: Omit<ExpiredFilter, 'limit' | 'taskIds'>): Promise<Lease | undefined>;
  /** How many are valid at `now`, and when the first of them ends. */
  held(
    now: Date,
    of: Pick<TaskFilter, 'project' | 'tag'>,
  ): Promise<{ readonly count: number; readonly first: string | undefined }>;
}

/** What names a call that may come twice. */
export interface KeyedCall {
  readonly actor: string;
  readonly tool: string;
  readonly key: string;
}

/** Answers of calls that carried a key. Nothing in them can be read without the key. */
export interface Keys {
  find(
    call: KeyedCall,
  ): Promise<{ readonly sameArguments: (args: string) => boolean; readonly answer: Answer } | undefined>;
  put(call: KeyedCall, args: string, answer: Answer, at: string): Promise<void>;
  /** Forgets those given before `before`, no more than `limit`. */
  purge(before: string, limit: number): Promise<void>;
}

/** What people and programs sign in with over HTTP. Only a digest of the secret is kept. */
export interface Tokens {
  insert(token: NewApiToken, secret: string): Promise<ApiToken>;
  /** The token with that secret, also one that is over. Takes the same time whatever the secret. */
  find(secret: string): Promise<ApiToken | undefined>;
  /** Those that were not revoked, oldest first. */
  all(): Promise<ApiToken[]>;
  revoke(id: number, at: string): Promise<void>;
  /** Remembers that it was used. */
  use(id: number, at: string): Promise<void>;
  /** Which of these are there and were not revoked. */
  live(ids: readonly number[]): Promise<number[]>;
}

export interface Notes {
  add(taskId: number, note: Omit<TaskNote, 'id'>): Promise<TaskNote>;
  remove(taskId: number, id: number, at: string): Promise<void>;
  restore(taskId: number, id: number): Promise<void>;
  /** Newest first; of one actor where it is named. */
  of(taskId: number, limit: number, actor?: string): Promise<TaskNote[]>;
  lastHandover(taskId: number): Promise<TaskNote | undefined>;
  /** All of these tasks' notes by task, oldest first; a task without notes is left out. */
  ofMany(taskIds: readonly number[]): Promise<Map<number, TaskNote[]>>;
}

interface Tally {
  readonly priority: Priority;
  readonly status: Status;
  readonly count: number;
}

export interface Stats {
  /** Adds to the counters of a project (null: none) and of the whole. */
  adjust(delta: Tally & { readonly project: string | null }): Promise<void>;
  /** The counters of one project, or of all. */
  tally(project?: string): Promise<Tally[]>;
  /** Names of projects ever used, in order. */
  projects(prefix: string, limit: number): Promise<string[]>;
}

/** One half of a search's answer: hits in the title come first, then the rest; each newest first. */
export type SearchHalf = 'title' | 'rest';

export interface Search {
  put(task: Task, notes: readonly string[]): Promise<void>;
  remove(taskId: number): Promise<void>;
  /** Ids of matching live tasks, newest first, below `before`. */
  ids(query: Query, half: SearchHalf, before: number | undefined, limit: number): Promise<number[]>;
  /** Counts no further than `limit`. */
  count(query: Query, limit: number): Promise<number>;
}

/** Which task a row of a source became, and a digest of what each field said there when it was last imported. */
export interface SourceLink {
  readonly task_id: number;
  readonly seen: Readonly<Record<string, string>>;
}

/** Where imported tasks came from. */
export interface Sources {
  /** This list's own name: random, given once, the same for ever. */
  ownId(): Promise<string>;
  /** By the source's ids; what was never imported is left out. */
  find(source: string, ids: readonly string[]): Promise<Map<string, SourceLink>>;
  put(source: string, id: string, link: SourceLink): Promise<void>;
}
