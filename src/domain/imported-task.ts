import { z } from 'zod';
import { Due } from './due.ts';
import { nameOf, says } from './issue.ts';
import {
  Description,
  MAX_BLOCKERS,
  MAX_DESCRIPTION_BYTES,
  Note,
  Priority,
  Project,
  Status,
  Tags,
  TaskId,
} from './task.ts';
import { Line, lengthOf } from './text.ts';

/** A row that cannot be imported: where it stands, and what is wrong with it. */
export interface BadRow {
  readonly place: string;
  readonly says: string;
}

/** Beyond it nobody could count on; the database itself holds 2^53. */
const MAX_VERSION = 1_000_000_000;
const INSTANT = 'must be an instant such as 2026-11-25T14:00:00Z';

const Instant = z.iso
  .datetime({ offset: true, error: INSTANT })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => text.length === 24, INSTANT);

const name = (max: number) =>
  Line.refine((text) => lengthOf(text) >= 1 && lengthOf(text) <= max, `must be 1–${max} characters`);

/** An older list's titles may be longer or shorter than new ones; here only what no row should hold is refused. */
const Title = Line.refine((text) => text !== '', 'must not be empty').refine(
  (text) => new TextEncoder().encode(text).length <= MAX_DESCRIPTION_BYTES,
  'must be at most 64 kB',
);

/** What the source calls another of its rows. */
const SourceId = z
  .union([TaskId, z.string().min(1).max(100)], { error: 'must be the id of a task in the list it comes from' })
  .transform(String);

function or<T, F>(schema: z.ZodType<T>, fallback: F) {
  return schema.nullish().transform((value) => value ?? fallback);
}

const Row = z.strictObject({
  title: Title,
  description: or(Description, ''),
  priority: or(Priority, 'medium' as const),
  status: Status.nullish(),
  completed: z.boolean().nullish(),
  project: or(Project, null),
  tags: or(Tags, []),
  due: or(Due, null),
  assignee: or(name(100), null),
  parent_id: SourceId.nullish(),
  blocked_by: z
    .array(SourceId)
    .max(MAX_BLOCKERS)
    .transform((ids) => [...new Set(ids)].sort())
    .nullish()
    .transform((ids) => ids ?? undefined),
  version: or(z.int().min(1).max(MAX_VERSION), undefined),
  created_at: or(Instant, undefined),
  updated_at: or(Instant, undefined),
  completed_at: or(Instant, undefined),
  created_by: or(name(200), undefined),
  notes: or(
    z.array(z.strictObject({ at: Instant, actor: name(200), text: Note, handover: or(z.literal(true), undefined) })),
    [],
  ),
});

/**
 * A task as a file tells of it, checked. Only `title` must be there; `status` counts before `completed`; `parent_id` and
 * `blocked_by` are what the source calls those tasks, undefined where it does not say.
 */
export const ImportedTask = Row.transform(({ status, completed, ...same }) => ({
  ...same,
  status: status ?? (completed === true ? ('completed' as const) : ('pending' as const)),
}));
export type ImportedTask = z.infer<typeof ImportedTask>;

/** The first rule that the row breaks, with its field. */
export function toBadRow(place: string, error: z.ZodError): BadRow {
  const [issue] = error.issues;
  if (issue === undefined) return { place, says: 'is not valid' };
  const field = nameOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = nameOf([...issue.path, issue.keys[0] ?? '']);
    const fields = Object.keys(Row.shape).join(', ');
    return { place, says: `${unknown} is no field of a task; those are ${fields}` };
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return { place, says: `${field} is required` };
  return { place, says: `${field === '' ? 'it' : field} ${says(issue)}` };
}
