import type { Change, ChangeKind } from '../domain/change.ts';
import { cutTo, dueText, inLine, shortTime } from './text.ts';

type Fields = Readonly<Record<string, unknown>>;

const DID: Record<ChangeKind, string> = {
  'task.created': 'created',
  'task.updated': 'updated',
  'task.completed': 'completed',
  'task.reopened': 'reopened',
  'task.deleted': 'deleted',
  'note.added': 'added a note',
};
/** Too long to show both sides of. */
const LONG = ['description'];
/** Said by the verb. */
const IMPLIED: Partial<Record<ChangeKind, readonly string[]>> = {
  'task.completed': ['status', 'completed_at'],
  'task.reopened': ['completed_at'],
  'task.deleted': ['deleted_at'],
};

function show(field: string, value: unknown): string {
  if (value === null || value === '') return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((tag) => `#${tag}`).join(' ');
  if (field === 'due' && typeof value === 'string') return dueText(value);
  return typeof value === 'string' && /\s/.test(value) ? JSON.stringify(inLine(value)) : inLine(String(value));
}

/** `priority medium → high, description changed`. */
export function fieldChanges(before: Fields, after: Fields, without: readonly string[] = []): string {
  const fields = Object.keys(after).filter((field) => !without.includes(field));
  return fields
    .map((field) =>
      LONG.includes(field)
        ? `${field} changed`
        : `${field} ${show(field, before[field])} → ${show(field, after[field])}`,
    )
    .join(', ');
}

/** `17 2026-11-22T10:03Z ada@claude-code updated #1: priority medium → high` */
export function changeLine({ id, at, actor, kind, task_id, before, after }: Change): string {
  const head = `${id} ${shortTime(at)} ${inLine(actor)} ${DID[kind]} #${task_id}`;
  const detail = before === null ? firstWords(kind, after ?? {}) : fieldChanges(before, after ?? {}, IMPLIED[kind]);
  return detail === '' ? head : `${head}: ${detail}`;
}

function firstWords(kind: ChangeKind, after: Fields): string {
  const text = kind === 'note.added' ? after.text : after.title;
  return typeof text === 'string' ? cutTo(inLine(text), 80) : '';
}
