import type { TaskNote } from './change.ts';
import type { Group } from './group.ts';
import type { ImportedTask } from './imported-task.ts';
import { changedFields, IMPORTED_FIELDS, type ImportedField, seenOf, TASK_FIELDS } from './seen.ts';
import type { SourceLink, Tx } from './store.ts';
import type { Task, TaskPatch } from './task.ts';

/** `newer_here`: changed here since the file was written; `deleted_here`: deleted here. Both are left so. */
const OUTCOMES = ['added', 'updated', 'unchanged', 'newer_here', 'deleted_here'] as const;
export type Outcome = (typeof OUTCOMES)[number];

interface Row {
  readonly id: string;
  readonly task: ImportedTask;
}

interface Import {
  readonly tx: Tx;
  /** Undefined in a dry run. */
  readonly group: Group | undefined;
  readonly source: string;
  /** What is known of rows that were imported before. */
  readonly links: Map<string, SourceLink>;
  /** Whether the file was exported from this very list. */
  readonly isOwn: boolean;
  /** When the file was written, if it says. */
  readonly asOf: string | undefined;
  /** For added tasks that name none. */
  readonly project: string | null;
}

/** Brings one row in. A row that was imported before changes only what its source has changed since. */
export async function importRow(run: Import, row: Row): Promise<Outcome> {
  const link = run.links.get(row.id);
  if (link !== undefined) {
    const changed = changedFields(link.seen, seenOf(row.task));
    if (changed.length === 0) return 'unchanged';
    const task = await run.tx.tasks.find(link.task_id);
    return task === undefined ? 'deleted_here' : update(run, row, task, changed);
  }
  return (run.isOwn ? await importOwn(run, row) : undefined) ?? add(run, row);
}

/** A task that came from here: undefined if the id is another's, as in a list that was copied and went its own way. */
async function importOwn(run: Import, row: Row): Promise<Outcome | undefined> {
  if (!/^[1-9]\d{0,14}$/.test(row.id)) return undefined;
  const { tasks } = run.tx;
  const task = await tasks.find(Number(row.id));
  if (task === undefined) return (await tasks.wasDeleted(Number(row.id))) ? 'deleted_here' : undefined;
  const { created_at = task.created_at, updated_at = run.asOf ?? '' } = row.task;
  if (created_at !== task.created_at) return undefined;
  const { patch, notes } = await differences(run, row, task, IMPORTED_FIELDS);
  if (Object.keys(patch).length + notes.length === 0) return 'unchanged';
  return task.updated_at > updated_at ? 'newer_here' : update(run, row, task, IMPORTED_FIELDS);
}

async function add(run: Import, row: Row): Promise<Outcome> {
  if (run.group === undefined) return 'added';
  const { version, created_at, updated_at, completed_at, created_by, notes, ...draft } = row.task;
  const past = { version, created_at, updated_at, completed_at, created_by };
  const task = await run.group.create(
    { ...draft, project: draft.project ?? run.project, parent_id: null, blocked_by: [] },
    past,
  );
  await run.group.addNotes(task, notes);
  await remember(run, row, task);
  return 'added';
}

async function update(run: Import, row: Row, task: Task, fields: readonly ImportedField[]): Promise<Outcome> {
  const { patch, notes } = await differences(run, row, task, fields);
  if (run.group !== undefined) {
    await run.group.addNotes(await run.group.update(task, patch), notes);
    await remember(run, row, task);
  }
  return Object.keys(patch).length + notes.length === 0 ? 'unchanged' : 'updated';
}

async function remember({ tx, source, links }: Import, { id, task: row }: Row, task: Task): Promise<void> {
  const link = { task_id: task.id, seen: seenOf(row) };
  await tx.sources.put(source, id, link);
  links.set(id, link);
}

/** What of these fields is not here yet. Notes are only ever added. */
async function differences({ tx }: Import, { task: row }: Row, task: Task, fields: readonly ImportedField[]) {
  const differing = TASK_FIELDS.filter(
    (field) => fields.includes(field) && JSON.stringify(row[field]) !== JSON.stringify(task[field]),
  );
  const patch: TaskPatch = Object.fromEntries(differing.map((field) => [field, row[field]]));
  if (row.notes.length === 0 || !fields.includes('notes')) return { patch, notes: [] };
  const key = ({ at, actor, text }: Omit<TaskNote, 'id'>) => JSON.stringify([at, actor, text]);
  const known = new Set((await tx.notes.of(task.id, Number.MAX_SAFE_INTEGER)).map(key));
  return { patch, notes: row.notes.filter((note) => !known.has(key(note))) };
}
