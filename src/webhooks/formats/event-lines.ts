import { DID } from '../../domain/did.ts';
import type { EventType, TaskEvent, TestEvent, WebhookEvent } from '../../domain/event.ts';
import { escapedTo } from './escaped.ts';

/** What stands before the task where it is not the task itself that something was done to. */
const TOWARDS: Partial<Record<EventType, string>> = { 'task.lease_expired': ' on', 'note.added': ' to' };
/** As much of a line as a chat can show of it. */
const MAX_LINE = 250;
const MAX_NOTE = 1_000;
const MAX_VALUE = 60;
const MAX_FIELDS = 10;
/** What moves a cursor, hides or reorders text: titles may be older than our rules. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]+/gu;

/**
 * What happened, in plain text for people: one line, then what was changed or written. Nothing is escaped yet. A line that
 * is somebody's own words is marked as such: it could read like another event.
 */
export function linesOf(event: WebhookEvent): string[] {
  if (event.type === 'webhook.test') return [testLine(event.data)];
  const { type, data } = event;
  const { actor, task, changes, note } = data;
  const title = 'title' in task ? `: ${oneLine(task.title, MAX_LINE)}` : '';
  const head = `${oneLine(actor, MAX_LINE)} ${DID[type]}${TOWARDS[type] ?? ''} #${task.id}${title}`;
  if (note !== undefined) return [head, ...quoted(cutTo(MAX_NOTE, visible(note.text)))];
  return type === 'task.updated' ? [head, ...fieldLines(changes)] : [head];
}

function testLine({ actor, endpoint: { id, description } }: TestEvent['data']): string {
  const of = description === '' ? '' : `: ${oneLine(description, MAX_LINE)}`;
  return `${oneLine(actor, MAX_LINE)} tested webhook #${id}${of}`;
}

function fieldLines(changes: TaskEvent['data']['changes']): string[] {
  const lines = Object.entries(changes).map(([field, { before, after }]) =>
    field === 'description' ? 'description changed' : `${field}: ${show(before)} → ${show(after)}`,
  );
  const more = lines.length - MAX_FIELDS;
  return more > 0 ? [...lines.slice(0, MAX_FIELDS), `and ${more} more`] : lines;
}

/** As everybody quotes in plain text, which reads the same where markup is not shown or is escaped. */
function quoted(text: string): string[] {
  return text.split('\n').map((line) => `> ${line}`.trimEnd());
}

function show(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? 'none' : oneLine(text, MAX_VALUE);
}

function oneLine(text: string, max: number): string {
  return cutTo(max, visible(text).replace(/\n+/g, ' '));
}

function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(INVISIBLE, ' ').trim();
}

function cutTo(max: number, text: string): string {
  return escapedTo(max, text, (sign) => sign);
}
