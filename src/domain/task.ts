import { z } from 'zod';
import { Due } from './due.ts';
import { Line, lengthOf, Text } from './text.ts';

/** Rising, as the database ranks them. */
export const PRIORITIES = ['low', 'medium', 'high'] as const;
export const STATUSES = ['pending', 'in_progress', 'completed'] as const;
export const OPEN: readonly Status[] = ['pending', 'in_progress'];
/** All projects, where a filter would otherwise fall back on the caller's own. */
export const ALL_PROJECTS = '*';
export const TITLE_MIN = 3;
export const DEFAULT_TITLE_MAX = 50;
const MAX_TAGS = 50;
export const MAX_BLOCKERS = 50;
export const MAX_DESCRIPTION_BYTES = 65_536;

export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;
export const Status = z.enum(STATUSES);
export type Status = z.infer<typeof Status>;

const SLUG = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,49}$/u;

/** A short word in lower case that can stand in a URI, in `#tag` and on a command line. */
function slug(sign: string) {
  return Line.transform((raw, context) => {
    const name = (raw.startsWith(sign) ? raw.slice(sign.length) : raw).toLowerCase();
    if (SLUG.test(name)) return name;
    const shown = JSON.stringify(raw.slice(0, 60));
    context.addIssue({
      code: 'custom',
      message: `must be 1–50 letters, digits, ".", "_" or "-", such as "web-shop", not ${shown}`,
    });
    return z.NEVER;
  });
}

export const Project = slug('');
/** A project to read, or `*` for all of them. */
export const ProjectFilter = z.string().transform((name, context) => {
  if (name === ALL_PROJECTS) return name;
  const parsed = Project.safeParse(name);
  if (parsed.success) return parsed.data;
  for (const { message } of parsed.error.issues) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
export const Tags = z
  .array(slug('#'))
  .max(MAX_TAGS)
  .transform((tags) => [...new Set(tags)].sort());
export const Tag = slug('#');

export const Assignee = Line.transform((raw) => raw.replace(/^@/, '')).refine(
  (name) => lengthOf(name) >= 1 && lengthOf(name) <= 100,
  'must be 1–100 characters',
);

export const Description = Text.refine(
  (text) => new TextEncoder().encode(text).length <= MAX_DESCRIPTION_BYTES,
  'must be at most 64 kB',
);

export const Note = Text.transform((text) => text.trim()).refine(
  (text) => text !== '' && new TextEncoder().encode(text).length <= MAX_DESCRIPTION_BYTES,
  'must be 1 character to 64 kB',
);

export const TaskId = z.int().min(1);

const BlockedBy = z.array(TaskId).max(MAX_BLOCKERS).transform(inOrder);

/** Each once, rising: as the blockers of a task are kept. */
export function inOrder(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}

/** What a caller says of a new task. The title's length is a setting, so the use case checks it. */
export const NewTask = z.strictObject({
  title: Line,
  description: Description.optional(),
  priority: Priority.optional(),
  project: Project.optional(),
  tags: Tags.optional(),
  due: Due.optional(),
  assignee: Assignee.optional(),
  parent_id: TaskId.optional(),
  blocked_by: BlockedBy.optional(),
});
export type NewTask = z.infer<typeof NewTask>;

/** Fields to set; null clears. */
export const TaskPatch = z.strictObject({
  title: Line.optional(),
  description: Description.nullable().optional(),
  priority: Priority.optional(),
  status: Status.optional(),
  project: Project.nullable().optional(),
  tags: Tags.nullable().optional(),
  due: Due.nullable().optional(),
  assignee: Assignee.nullable().optional(),
  parent_id: TaskId.nullable().optional(),
  blocked_by: BlockedBy.nullable().optional(),
});
export type TaskPatch = z.infer<typeof TaskPatch>;

/** A task as every face shows it. The first five keys are the tutorial's. Times are UTC ISO. */
export const Task = z.object({
  id: z.int(),
  title: z.string(),
  description: z.string(),
  priority: Priority,
  completed: z.boolean(),
  status: Status,
  project: z.string().nullable(),
  tags: z.array(z.string()),
  due: z.string().nullable(),
  assignee: z.string().nullable(),
  parent_id: z.int().nullable(),
  blocked_by: z.array(z.int()),
  version: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
  created_by: z.string(),
});
export type Task = z.infer<typeof Task>;

/** What a list says of a task: all but what may be long and what tells of its past. */
export type TaskSummary = Omit<Task, 'description' | 'version' | `${string}_at` | 'created_by'>;

/** A task before the database has given it an id. */
export type TaskDraft = Omit<Task, 'id' | 'completed'>;
