import { z } from 'zod';
import { type Change, ChangeKind } from './change.ts';
import { Task } from './task.ts';

/** Grows when receivers would have to change; a field that comes in addition is no such reason. */
export const EVENT_VERSION = 1;
/** Receivers may count on bodies below 20 kB (Standard Webhooks), and three texts can be in one. */
const MAX_TEXT = 2_000;

/** A note that is taken away again is no news: receivers have it, and it was an undo. */
export const EventType = ChangeKind.exclude(['note.removed']);
export type EventType = z.infer<typeof EventType>;

const FieldChange = z.object({ before: z.unknown(), after: z.unknown() });

/**
 * What other systems are told of one change. `data.id` is the id of the change: of one task it rises with every event, so
 * that order can be found again. `task` is how the task is when the event is made (its `version` tells), or only its id
 * where it is gone; `changes` holds the fields that differ, none where the whole task came or went. Long texts are cut
 * and then end with "…".
 */
export const TaskEvent = z.object({
  type: EventType,
  version: z.literal(EVENT_VERSION),
  timestamp: z.iso.datetime(),
  data: z.object({
    id: z.int(),
    /** The id of the first change of the same call. */
    group: z.int(),
    /** The group that this one took back. */
    undoes: z.int().optional(),
    actor: z.string(),
    project: z.string().nullable(),
    task: z.union([Task, z.object({ id: z.int() })]),
    changes: z.record(z.string(), FieldChange),
    note: z.object({ id: z.int(), text: z.string() }).optional(),
  }),
});
export type TaskEvent = z.infer<typeof TaskEvent>;

/** What tells a person who sets up a receiver that it works: no task has changed. */
export const TestEvent = z.object({
  type: z.literal('webhook.test'),
  version: z.literal(EVENT_VERSION),
  timestamp: z.iso.datetime(),
  data: z.object({ actor: z.string(), endpoint: z.object({ id: z.int(), description: z.string() }) }),
});
export type TestEvent = z.infer<typeof TestEvent>;

export type WebhookEvent = TaskEvent | TestEvent;

/** What receivers hear of the change; undefined for what is no event. `task` is the task now, if it is live. */
export function eventOf(change: Change, task: Task | undefined): TaskEvent | undefined {
  const { id, group, undoes, actor, project, kind } = change;
  const type = EventType.safeParse(kind);
  if (!type.success) return undefined;
  const known = wholeTask(change) ?? task;
  const note = kind === 'note.added' ? NoteFields.safeParse(change.after).data : undefined;
  return {
    type: type.data,
    version: EVENT_VERSION,
    timestamp: change.at,
    data: {
      id,
      group,
      ...(undoes !== undefined && { undoes }),
      actor,
      project,
      task: known === undefined ? { id: change.task_id } : abridged(known),
      changes: changesOf(change),
      ...(note !== undefined && { note: { id: note.note, text: cut(note.text) } }),
    },
  };
}

/** Titles, too, can be longer than any that we take today. */
function abridged(task: Task): Task {
  return { ...task, title: cut(task.title), description: cut(task.description) };
}

const NoteFields = z.object({ note: z.int(), text: z.string() });

/** The task where the log holds all of it: as it came, or as it went. */
function wholeTask({ kind, task_id, version, before, after }: Change): Task | undefined {
  const fields = kind === 'task.deleted' ? before : kind === 'task.created' || kind === 'task.restored' ? after : null;
  if (fields === null) return undefined;
  return Task.safeParse({ ...fields, id: task_id, version, completed: fields.status === 'completed' }).data;
}

function changesOf({ before, after }: Change): TaskEvent['data']['changes'] {
  if (before === null || after === null) return {};
  const pairs = Object.keys(after).map((field) => [field, { before: cut(before[field]), after: cut(after[field]) }]);
  return Object.fromEntries(pairs);
}

function cut(text: string): string;
function cut(value: unknown): unknown;
function cut(value: unknown): unknown {
  return typeof value === 'string' && value.length > MAX_TEXT
    ? `${value.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '')}…`
    : value;
}
