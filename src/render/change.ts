import type { Change, ChangeKind } from '../domain/change.ts';
import { DID } from '../domain/did.ts';
import { cutTo, dueText, inLine, shortTime } from './text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Too long to show both sides of. */
const LONG = ['description'];
/** As much of a note as a line can hold. */
const SHOWN = 80;
/** Said by the verb. */
const IMPLIED: Partial<Record<ChangeKind, readonly string[]>> = {
  'task.completed': ['status', 'completed_at'],
  'task.reopened': ['completed_at'],
  'task.claimed': ['status'],
  'task.released': ['status'],
  'task.lease_expired': ['status'],
};

function show(field: string, value: unknown): string {
  if (value === null || value === '') return 'none';
  if (field === 'due' && typeof value === 'string') return dueText(value);
  if (field === 'parent_id') return `#${value}`;
  return typeof value === 'string' && /\s/.test(value) ? JSON.stringify(inLine(value)) : inLine(String(value));
}

/** `priority medium → high, tags +#api −#web, description changed`. */
export function fieldChanges(before: Fields, after: Fields, without: readonly string[] = []): string {
  const fields = Object.keys(after).filter((field) => !without.includes(field));
  return fields.map((field) => fieldChange(field, before[field], after[field])).join(', ');
}

function fieldChange(field: string, before: unknown, after: unknown): string {
  if (LONG.includes(field)) return `${field} changed`;
  // Tags and ids of tasks alike.
  if (Array.isArray(before) && Array.isArray(after)) {
    const added = after.filter((tag) => !before.includes(tag)).map((tag) => `+#${tag}`);
    const removed = before.filter((tag) => !after.includes(tag)).map((tag) => `−#${tag}`);
    return `${field} ${[...added, ...removed].join(' ')}`;
  }
  return `${field} ${show(field, before)} → ${show(field, after)}`;
}

/** `17 2026-11-22T10:03Z ada@claude-code updated #1: priority medium → high` */
export function changeLine(change: Change): string {
  const on = change.kind === 'task.lease_expired' ? ' on' : '';
  return `${head(change)}${on} #${change.task_id}${colon(detail(change) || title(change))}${undone(change)}`;
}

/** The same in the history of one task, where its number and title are known. */
export function historyLine(change: Change): string {
  return `${head(change)}${colon(detail(change))}${undone(change)}`;
}

/** `ada@claude-code: priority medium → high`: for a sentence that names the change. */
export function inBrief(change: Change): string {
  const { actor, kind } = change;
  return `${inLine(actor)}: ${kind.startsWith('note.') ? DID[kind] : detail(change) || DID[kind]}`;
}

function head({ id, at, actor, kind }: Change): string {
  return `${id} ${shortTime(at)} ${inLine(actor)} ${DID[kind]}`;
}

function detail({ kind, before, after }: Change): string {
  const { text } = (kind === 'note.added' ? after : kind === 'note.removed' ? before : undefined) ?? {};
  if (typeof text === 'string') return cutTo(inLine(text), SHOWN);
  return before === null || after === null ? '' : fieldChanges(before, after, IMPLIED[kind]);
}

/** A task that was created or deleted has its title in the change. */
function title({ before, after }: Change): string {
  const known = after?.title ?? before?.title;
  return typeof known === 'string' ? inLine(known) : '';
}

function undone({ undoes }: Change): string {
  return undoes === undefined ? '' : ` (undo of ${undoes})`;
}

function colon(text: string): string {
  return text === '' ? '' : `: ${text}`;
}
