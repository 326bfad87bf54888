import { z } from 'zod';

const CHANGE_KINDS = [
  'task.created',
  'task.updated',
  'task.completed',
  'task.reopened',
  'task.deleted',
  'task.restored',
  'task.claimed',
  'task.released',
  'task.lease_expired',
  'note.added',
  'note.removed',
] as const;
export const ChangeKind = z.enum(CHANGE_KINDS);
export type ChangeKind = z.infer<typeof ChangeKind>;

const LEASE_KINDS: readonly ChangeKind[] = ['task.claimed', 'task.released', 'task.lease_expired'];

/** Whether it tells who works on the task, not what the task is. */
export function isOfLease({ kind }: Pick<Change, 'kind'>): boolean {
  return LEASE_KINDS.includes(kind);
}

const Fields = z.record(z.string(), z.unknown());

/**
 * One row of the log: what happened to one task. `before` and `after` hold the fields that differ (`after` of
 * `task.created` and `task.restored` and `before` of `task.deleted` hold them all), so history, undo and subscribers need
 * no other source. `group` is the id of the first change of the same call; `undoes` is the group that it took back. Both are
 * null once the task is purged.
 */
export const Change = z.object({
  id: z.int(),
  group: z.int(),
  at: z.string(),
  actor: z.string(),
  kind: ChangeKind,
  task_id: z.int(),
  version: z.int(),
  project: z.string().nullable(),
  before: Fields.nullable(),
  after: Fields.nullable(),
  undoes: z.int().optional(),
});
export type Change = z.infer<typeof Change>;

export type NewChange = Omit<Change, 'id' | 'group'> & { group: number | undefined };

/** What a person or an agent wrote on a task; a handover is for whoever takes the task up next. */
export const TaskNote = z.object({
  id: z.int(),
  at: z.string(),
  actor: z.string(),
  text: z.string(),
  handover: z.literal(true).optional(),
});
export type TaskNote = z.infer<typeof TaskNote>;

/** How many of a task's newest notes can be found: to index them all would cost more with every note. */
export const NOTES_SEARCHED = 50;

const LONG = 500;
const KEPT = 200;

/** The change with its long texts cut: ten edits of a long description are no answer that anybody can read. */
export function abridged(change: Change): Change {
  return { ...change, before: cutFields(change.before), after: cutFields(change.after) };
}

function cutFields(fields: Change['before']): Change['before'] {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, abridgedValue(value)]));
}

/** A field's value; of a long text its beginning. */
export function abridgedValue(value: unknown): unknown {
  return typeof value === 'string' && value.length > LONG ? `${value.slice(0, KEPT).toWellFormed()}…` : value;
}
