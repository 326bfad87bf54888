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
export const RELATIONS = ['parent_id', 'blocked_by'] as const;
/** What a source may change in a task. */
export const IMPORTED_FIELDS = [...TASK_FIELDS, ...RELATIONS, 'notes'] as const;
export type ImportedField = (typeof IMPORTED_FIELDS)[number];

/** Left out of what is remembered, since a row that says nothing of a field says this. */
const BLANK = new Set(['""', '"medium"', '"pending"', 'null', '[]']);

type Seen = Readonly<Record<string, string>>;

/** What a row says; of what is undefined it says nothing. */
type Said = Partial<Pick<ImportedTask, ImportedField>>;

/** A digest of each field as the source has it, to be compared at the next import; `before` counts where it is silent. */
export function seenOf(row: Said, before: Seen = {}): Seen {
  const seen = IMPORTED_FIELDS.flatMap((field) => {
    const digest = row[field] === undefined ? before[field] : digestIn(row, field);
    return digest === undefined ? [] : [[field, digest] as const];
  });
  return Object.fromEntries(seen);
}

/** The fields that the source itself has changed since. */
export function changedFields(before: Seen, row: Said): ImportedField[] {
  return IMPORTED_FIELDS.filter((field) => row[field] !== undefined && before[field] !== digestIn(row, field));
}

function digestIn(row: Said, field: ImportedField): string | undefined {
  const text = JSON.stringify(row[field]);
  return BLANK.has(text) ? undefined : digestOf(text);
}
