import { digestOf } from './digest.ts';
import type { ImportedTask } from './imported-task.ts';

export const TASK_FIELDS = [
  'title',
  'description',
  'priority',
  'status',
  'project',
  'tags',
  'due',
  'assignee',
] as const;
/** What a source may change in a task. */
export const IMPORTED_FIELDS = [...TASK_FIELDS, 'notes'] as const;
export type ImportedField = (typeof IMPORTED_FIELDS)[number];

/** Left out of what is remembered, since a row that says nothing of a field says this. */
const BLANK = new Set(['""', '"medium"', '"pending"', 'null', '[]']);

type Seen = Readonly<Record<string, string>>;

/** A digest of each field as the source has it, to be compared at the next import. */
export function seenOf(row: ImportedTask): Seen {
  const texts = IMPORTED_FIELDS.map((field) => [field, JSON.stringify(row[field])] as const);
  const said = texts.filter(([, text]) => !BLANK.has(text));
  return Object.fromEntries(said.map(([field, text]) => [field, digestOf(text)]));
}

/** The fields that the source itself has changed since. */
export function changedFields(before: Seen, now: Seen): ImportedField[] {
  return IMPORTED_FIELDS.filter((field) => before[field] !== now[field]);
}
