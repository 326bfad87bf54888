import type { TaskNote } from './change.ts';
import type { Group } from './group.ts';
import { type Relations, relationsOf, relationsPatch, type Told } from './import-relations.ts';
import type { ImportedTask } from './imported-task.ts';
import { isValid } from './lease.ts';
import { changedFields, IMPORTED_FIELDS, type ImportedField, RELATIONS, seenOf, TASK_FIELDS } from './seen.ts';
import type { SourceLink, Tx } from './store.ts';
import type { Task, TaskPatch } from './task.ts';

/**
 * `newer_here`: changed here since the file was written; `deleted_here`: deleted here; `claimed_here`: somebody works on
 * it here. All three are left so.
 */
const OUTCOMES = ['added', 'updated', 'unchanged', 'newer_here', 'deleted_here', 'claimed_here'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Row {
  readonly id: string;
  readonly task: ImportedTask;
}

/** What is kept of a row until all have come. */
export interface LateRow {
  readonly id: string;
  readonly task: Told & Pick<ImportedTask, 'updated_at'>;
}

export interface Import {
  readonly tx: Tx;
  /** Undefined in a dry run. */
  readonly group: Group | undefined;
  readonly source: string;
  /** What is known of rows that were imported before. */
  readonly links: Map<string, SourceLink>;
  /** Whether the file was exported from this very list. */
  readonly isOwn: boolean;
  /** Rows of an own file that are the tasks they were. */
  readonly own: Set<string>;
  /** Rows that a dry run would add. */
  readonly coming: Set<string>;
  /** Whether all rows have come. */
  readonly isLast: boolean;
  /** Ids kept for rows that come before others which stand above them. */
  readonly reserved: ReadonlyMap<string, number>;
  /** When the file was written, if it says. */
  readonly asOf: string | undefined;
  /** For added tasks that name none. */
  readonly project: string | null;
}

export interface Came {
  readonly outcome: Outcome;
  /** How many of the rows that it names are not known: they may be yet to come. */
  readonly unknown: number;
  /** Relations that would have made a cycle. */
  readonly cyclic: number;
}

/** What a row comes to, once what it says of others is known. */
interface Found extends Row {
  readonly relations: Relations;
}

/** Brings one row in. A row that was imported before changes only what its source has changed since. */
export async function importRow(run: Import, row: Row): Promise<Came> {
  const relations = await relationsOf(run, row.task);
  const { unknown } = relations;
  // Half of a new task's blockers are better than none; those of a task that is there change in one step.
  const silent = { ...relations, told: { parent_id: undefined, blocked_by: undefined } };
  const there = await importKnown(run, { ...row, relations: unknown > 0 ? silent : relations });
  if (there === undefined) return { outcome: await add(run, { ...row, relations }), unknown, cyclic: 0 };
  return { ...there, unknown: there.outcome === 'updated' || there.outcome === 'unchanged' ? unknown : 0 };
}

/** Sets what a row says of others when all have come: only what is unknown even then is left out. */
export async function relateRow(run: Import, { id, task: told }: LateRow): Promise<Came> {
  const relations = await relationsOf(run, told);
  const { unknown } = relations;
  const link = run.links.get(id);
  const task =
    link === undefined && !run.own.has(id) ? undefined : await run.tx.tasks.find(link?.task_id ?? Number(id));
  const fields = link === undefined ? RELATIONS : changedFields(link.seen, relations.told);
  if (task === undefined || fields.length === 0) return { outcome: 'unchanged', unknown, cyclic: 0 };
  const { patch, cyclic } = await relationsPatch(run, task, relations, fields);
  if (link === undefined && Object.keys(patch).length > 0 && isNewer(run, task, told))
    return { outcome: 'newer_here', unknown: 0, cyclic: 0 };
  const outcome = await write(run, task, { patch, notes: [] });
  if (outcome === 'claimed_here') return { outcome, unknown: 0, cyclic: 0 };
  if (link !== undefined) await remember(run, id, { task_id: task.id, seen: seenOf(relations.told, link.seen) });
  return { outcome, unknown, cyclic };
}

type There = Pick<Came, 'outcome' | 'cyclic'>;

/** Undefined for a row that is not here yet. */
async function importKnown(run: Import, row: Found): Promise<There | undefined> {
  const link = run.links.get(row.id);
  if (link === undefined) return run.isOwn ? importOwn(run, row) : undefined;
  const changed = changedFields(link.seen, { ...row.task, ...row.relations.told });
  if (changed.length === 0) return { outcome: 'unchanged', cyclic: 0 };
  const task = await run.tx.tasks.find(link.task_id);
  return task === undefined ? { outcome: 'deleted_here', cyclic: 0 } : update(run, row, task, changed);
}

/** A task that came from here: undefined if the id is another's, as in a list that was copied and went its own way. */
async function importOwn(run: Import, row: Found): Promise<There | undefined> {
  if (!/^[1-9]\d{0,14}$/.test(row.id)) return undefined;
  const { tasks } = run.tx;
  const task = await tasks.find(Number(row.id));
  const isGone = task === undefined && (await tasks.wasDeleted(Number(row.id)));
  if (task === undefined && !isGone) return undefined;
  const { created_at = task?.created_at } = row.task;
  if (task !== undefined && created_at !== task.created_at) return undefined;
  run.own.add(row.id);
  if (task === undefined) return { outcome: 'deleted_here', cyclic: 0 };
  const { patch, notes, cyclic } = await differences(run, row, task, IMPORTED_FIELDS);
  if (Object.keys(patch).length + notes.length === 0) return { outcome: 'unchanged', cyclic };
  return isNewer(run, task, row.task) ? { outcome: 'newer_here', cyclic: 0 } : update(run, row, task, IMPORTED_FIELDS);
}

function isNewer({ asOf = '' }: Import, task: Task, { updated_at = asOf }: LateRow['task']): boolean {
  return task.updated_at > updated_at;
}

async function add(run: Import, { id, task: row, relations }: Found): Promise<Outcome> {
  if (run.group === undefined) {
    run.coming.add(id);
    return 'added';
  }
  const { version, created_at, updated_at, completed_at, created_by, notes, ...draft } = row;
  const past = { version, created_at, updated_at, completed_at, created_by, id: run.reserved.get(id) };
  const { parent_id, blocked_by, told } = relations;
  const task = await run.group.create(
    { ...draft, project: draft.project ?? run.project, parent_id, blocked_by: [...blocked_by] },
    past,
  );
  await run.group.addNotes(task, notes);
  await remember(run, id, { task_id: task.id, seen: seenOf({ ...row, ...told }) });
  return 'added';
}

async function update(run: Import, row: Found, task: Task, fields: readonly ImportedField[]): Promise<There> {
  const { cyclic, ...found } = await differences(run, row, task, fields);
  const outcome = await write(run, task, found);
  if (outcome === 'claimed_here') return { outcome, cyclic: 0 };
  const seen = seenOf({ ...row.task, ...row.relations.told }, run.links.get(row.id)?.seen);
  await remember(run, row.id, { task_id: task.id, seen });
  return { outcome, cyclic };
}

interface Differences {
  readonly patch: TaskPatch;
  readonly notes: ImportedTask['notes'];
}

async function write({ tx, group }: Import, task: Task, { patch, notes }: Differences): Promise<Outcome> {
  if (Object.keys(patch).length + notes.length === 0) return 'unchanged';
  const lease = await tx.leases.find(task.id);
  if (lease !== undefined && isValid(lease, await tx.now())) return 'claimed_here';
  if (group !== undefined) await group.addNotes(await group.update(task, patch), notes);
  return 'updated';
}

async function remember({ tx, group, source, links }: Import, id: string, link: SourceLink): Promise<void> {
  if (group === undefined) return;
  await tx.sources.put(source, id, link);
  links.set(id, link);
}

/** What of these fields is not here yet. Notes are only ever added. */
async function differences(run: Import, { task: row, relations }: Found, task: Task, fields: readonly ImportedField[]) {
  const differing = TASK_FIELDS.filter(
    (field) => fields.includes(field) && JSON.stringify(row[field]) !== JSON.stringify(task[field]),
  );
  const related = await relationsPatch(run, task, relations, fields);
  const patch: TaskPatch = { ...Object.fromEntries(differing.map((field) => [field, row[field]])), ...related.patch };
  const { cyclic } = related;
  if (row.notes.length === 0 || !fields.includes('notes')) return { patch, notes: [], cyclic };
  const key = ({ at, actor, text }: Omit<TaskNote, 'id'>) => JSON.stringify([at, actor, text]);
  const known = new Set((await run.tx.notes.of(task.id, Number.MAX_SAFE_INTEGER)).map(key));
  return { patch, notes: row.notes.filter((note) => !known.has(key(note))), cyclic };
}
