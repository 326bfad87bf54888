import type { Call } from './call.ts';
import { type ChangeKind, NOTES_SEARCHED, type TaskNote } from './change.ts';
import type { Tx } from './store.ts';
import type { Task, TaskDraft, TaskPatch } from './task.ts';

type Fields = Record<string, unknown>;

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

/**
 * The changes of one call. Every write of a task goes through here, so that row, log, counters and search index can
 * only move together.
 */
export class Group {
  readonly #tx: Tx;
  readonly #actor: string;
  readonly #at: string;
  #first: number | undefined;

  constructor(tx: Tx, call: Pick<Call, 'actor' | 'now'>) {
    this.#tx = tx;
    this.#actor = call.actor;
    this.#at = call.now().toISOString();
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
    await this.#log('task.created', task, null, fieldsOf(task));
    await this.#count(task, 1);
    await this.#tx.search.put(task, []);
    return task;
  }

  /** Sets the fields that differ. Gives the task as it now is: the same object when nothing differs. */
  async update(before: Task, patch: TaskPatch): Promise<Task> {
    const wanted = withDefaults(patch);
    const was: Fields = {};
    const is: Fields = {};
    for (const [field, value] of Object.entries(wanted)) {
      const old: unknown = Reflect.get(before, field);
      if (JSON.stringify(old) !== JSON.stringify(value)) [was[field], is[field]] = [old, value];
    }
    if (Object.keys(is).length === 0) return before;
    const kind = kindOf(before, wanted);
    if (kind === 'task.completed') [was.completed_at, is.completed_at] = [before.completed_at, this.#at];
    if (kind === 'task.reopened') [was.completed_at, is.completed_at] = [before.completed_at, null];
    const status = wanted.status ?? before.status;
    const after: Task = {
      ...before,
      ...is,
      completed: status === 'completed',
      version: before.version + 1,
      updated_at: this.#at,
    };
    await this.#tx.tasks.save(after, before);
    await this.#log(kind, after, was, is);
    if (COUNTED.some((field) => field in is)) {
      await this.#count(before, -1);
      await this.#count(after, 1);
    }
    if (SEARCHED.some((field) => field in is)) await this.#index(after);
    return after;
  }

  async remove(task: Task): Promise<void> {
    const gone: Task = { ...task, version: task.version + 1, updated_at: this.#at };
    await this.#tx.tasks.remove(gone);
    await this.#log('task.deleted', gone, fieldsOf(task), null);
    await this.#count(task, -1);
    await this.#tx.search.remove(task.id);
  }

  /** Writes a note on the task, unless a retry brings the same one again; tells whether it did. The task's version stays. */
  async note(task: Task, text: string): Promise<boolean> {
    const [last] = await this.#tx.notes.of(task.id, 1, this.#actor);
    if (last?.text === text) return false;
    await this.addNotes(task, [{ at: this.#at, actor: this.#actor, text }]);
    return true;
  }

  /** Notes that were made elsewhere keep their time and author; the log says who brought them. */
  async addNotes(task: Task, notes: readonly Omit<TaskNote, 'id'>[]): Promise<void> {
    for (const note of notes) {
      const { id, text } = await this.#tx.notes.add(task.id, note);
      await this.#log('note.added', task, null, { note: id, text });
    }
    if (notes.length > 0) await this.#index(task);
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
    const { id: changeId } = await this.#tx.changes.append({ ...change, before, after });
    this.#first ??= changeId;
  }

  async #count({ project, priority, status }: Task, count: 1 | -1): Promise<void> {
    await this.#tx.stats.adjust({ project, priority, status, count });
  }
}

/** What the log keeps of a whole task: `completed` follows from the status. */
function fieldsOf({ completed: _, ...fields }: Task): Fields {
  return fields;
}

/** What null, which clears a field, leaves behind. */
function withDefaults(patch: TaskPatch): Partial<Task> {
  const { description, tags, ...rest } = patch;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
  };
}

function kindOf(before: Task, after: Partial<Task>): ChangeKind {
  const status = after.status ?? before.status;
  if (status === before.status) return 'task.updated';
  if (status === 'completed') return 'task.completed';
  return before.status === 'completed' ? 'task.reopened' : 'task.updated';
}
