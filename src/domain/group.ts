import type { Call } from './call.ts';
import { type ChangeKind, NOTES_SEARCHED, type TaskNote } from './change.ts';
import { guard } from './guard.ts';
import type { Tx } from './store.ts';
import type { Task, TaskDraft, TaskPatch } from './task.ts';

export type Fields = Record<string, unknown>;

/** What the counters are kept by. */
const COUNTED = ['project', 'priority', 'status'] as const;
/** What the search index holds; a change of anything else leaves it alone. */
const SEARCHED = ['title', 'description', 'tags', 'project', 'status'] as const;

/** What a task brings along that was made elsewhere; what it lacks is as for a task made now. */
interface Past {
  readonly id?: number | undefined;
  readonly version?: number | undefined;
  readonly created_at?: string | undefined;
  readonly updated_at?: string | undefined;
  /** Counts only for a completed task. */
  readonly completed_at?: string | undefined;
  readonly created_by?: string | undefined;
}

interface GroupOptions {
  /** The token with which the caller may write to a task that it has claimed. */
  readonly lease?: string | undefined;
  /** The group that this one takes back. */
  readonly undoes?: number | undefined;
}

type NewNote = Omit<TaskNote, 'id'>;

/**
 * The changes of one call. Every write of a task goes through here, so that row, log, counters and search index can
 * only move together, and no write passes by a lease.
 */
export class Group {
  readonly #tx: Tx;
  readonly #actor: string;
  readonly #at: string;
  readonly #options: GroupOptions;
  /** Tasks that the caller may write: a lease that was good for the first write of a call is good for all of them. */
  readonly #open = new Set<number>();
  #first: number | undefined;

  constructor(tx: Tx, call: Pick<Call, 'actor' | 'now'>, options: GroupOptions = {}) {
    this.#tx = tx;
    this.#actor = call.actor;
    this.#at = call.now().toISOString();
    this.#options = options;
  }

  /** The id of the group's first change; undefined while nothing has changed. */
  get changeId(): number | undefined {
    return this.#first;
  }

  /** The log says that it happened now and by whom, whatever the task's past. */
  async create(
    draft: Omit<TaskDraft, 'version' | 'created_at' | 'updated_at' | 'completed_at' | 'created_by'>,
    past: Past = {},
  ): Promise<Task> {
    const at = this.#at;
    const { version = 1, created_at = at, updated_at = at, completed_at = at, created_by = this.#actor } = past;
    const done = draft.status === 'completed';
    const facts = { version, created_at, updated_at, completed_at: done ? completed_at : null, created_by };
    const task = await this.#tx.tasks.insert({ ...draft, ...facts }, past.id);
    this.#open.add(task.id);
    await this.#log('task.created', task, null, fieldsOf(task));
    await this.#count(task, 1);
    await this.#tx.search.put(task, []);
    return task;
  }

  /** Sets the fields that differ. Gives the task as it now is: the same object when nothing differs. Throws Leased. */
  async update(before: Task, patch: TaskPatch): Promise<Task> {
    const wanted = withDefaults(patch);
    const differing = Object.entries(wanted).filter(([field, value]) => !isSame(Reflect.get(before, field), value));
    if (differing.length === 0) return before;
    const kind = kindOf(before, wanted);
    const times =
      kind === 'task.completed' ? { completed_at: this.#at } : kind === 'task.reopened' ? { completed_at: null } : {};
    await this.#guard(before);
    return this.#set(before, { ...Object.fromEntries(differing), ...times }, kind);
  }

  /** Sets the fields to what they were, times too. Throws Leased. */
  async revert(before: Task, fields: Fields): Promise<Task> {
    await this.#guard(before);
    return this.#set(before, fields, kindOf(before, fields));
  }

  /** What a claim, its end or its release does to the task: the caller has seen to the lease. */
  async move(before: Task, status: Task['status'], kind: ChangeKind): Promise<Task> {
    this.#open.add(before.id);
    if (before.status !== status) return this.#set(before, { status }, kind);
    await this.#log(kind, before, {}, {});
    return before;
  }

  /** Throws Leased. */
  async remove(task: Task): Promise<void> {
    await this.#guard(task);
    const gone: Task = { ...task, version: task.version + 1, updated_at: this.#at };
    await this.#tx.leases.end(task.id);
    await this.#tx.tasks.remove(gone);
    await this.#log('task.deleted', gone, fieldsOf(task), null);
    await this.#count(task, -1);
    await this.#tx.search.remove(task.id);
  }

  /** Brings a deleted task back as it was. */
  async restore(deleted: Task): Promise<Task> {
    const task: Task = { ...deleted, version: deleted.version + 1, updated_at: this.#at };
    this.#open.add(task.id);
    await this.#tx.tasks.restore(task);
    await this.#log('task.restored', task, null, fieldsOf(task));
    await this.#count(task, 1);
    await this.#index(task);
    return task;
  }

  /**
   * Writes a note on the task, unless a retry brings the same one again; tells whether it did. The task's version stays.
   * A handover is always written: only one that releases the task leaves it. Throws Leased.
   */
  async note(task: Task, text: string, handover?: true): Promise<boolean> {
    const [last] = handover ? [] : await this.#tx.notes.of(task.id, 1, this.#actor);
    if (last?.text === text) return false;
    await this.#guard(task);
    await this.addNotes(task, [{ at: this.#at, actor: this.#actor, text, ...(handover && { handover }) }]);
    return true;
  }

  /** Notes that were made elsewhere keep their time and author; the log says who brought them. */
  async addNotes(task: Task, notes: readonly NewNote[]): Promise<void> {
    for (const note of notes) {
      const { id, text } = await this.#tx.notes.add(task.id, note);
      await this.#log('note.added', task, null, { note: id, text });
    }
    if (notes.length > 0) await this.#index(task);
  }

  /** Takes a note away, or gives it back: `fields` is what the log says of it. */
  async toggleNote(task: Task, fields: Fields, kind: 'note.added' | 'note.removed'): Promise<void> {
    await this.#guard(task);
    const id = Number(fields.note);
    if (kind === 'note.removed') await this.#tx.notes.remove(task.id, id, this.#at);
    else await this.#tx.notes.restore(task.id, id);
    await this.#log(kind, task, kind === 'note.removed' ? fields : null, kind === 'note.removed' ? null : fields);
    await this.#index(task);
  }

  async #guard({ id }: Task): Promise<void> {
    if (this.#open.has(id)) return;
    await guard(this.#tx, id, { actor: this.#actor, lease: this.#options.lease });
    this.#open.add(id);
  }

  async #set(before: Task, is: Fields, kind: ChangeKind): Promise<Task> {
    const was = Object.fromEntries(Object.keys(is).map((field) => [field, Reflect.get(before, field)]));
    const next: Task = { ...before, ...is, version: before.version + 1, updated_at: this.#at };
    const after = { ...next, completed: next.status === 'completed' };
    await this.#tx.tasks.save(after, before);
    // A lease is the right to work on a task: whoever stops working on it gives it back.
    if (before.status === 'in_progress' && after.status !== 'in_progress') await this.#tx.leases.end(after.id);
    await this.#log(kind, after, was, is);
    if (COUNTED.some((field) => field in is)) {
      await this.#count(before, -1);
      await this.#count(after, 1);
    }
    if (SEARCHED.some((field) => field in is)) await this.#index(after);
    return after;
  }

  async #index(task: Task): Promise<void> {
    const notes = await this.#tx.notes.of(task.id, NOTES_SEARCHED);
    await this.#tx.search.put(
      task,
      notes.map((note) => note.text),
    );
  }

  async #log(kind: ChangeKind, task: Task, before: Fields | null, after: Fields | null): Promise<void> {
    const { id, version, project } = task;
    const change = { group: this.#first, at: this.#at, actor: this.#actor, kind, task_id: id, version, project };
    const { undoes } = this.#options;
    const { id: changeId } = await this.#tx.changes.append({ ...change, before, after, ...(undoes && { undoes }) });
    this.#first ??= changeId;
  }

  async #count({ project, priority, status }: Task, count: 1 | -1): Promise<void> {
    await this.#tx.stats.adjust({ project, priority, status, count });
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What the log keeps of a whole task: `completed` follows from the status. */
function fieldsOf({ completed: _, ...fields }: Task): Fields {
  return fields;
}

/** What null, which clears a field, leaves behind. */
function withDefaults(patch: TaskPatch): Partial<Task> {
  const { description, tags, blocked_by, ...rest } = patch;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
    ...(blocked_by === undefined ? {} : { blocked_by: blocked_by ?? [] }),
  };
}

function kindOf(before: Task, after: Fields): ChangeKind {
  const status = after.status ?? before.status;
  if (status === before.status) return 'task.updated';
  if (status === 'completed') return 'task.completed';
  return before.status === 'completed' ? 'task.reopened' : 'task.updated';
}
