import type { Task } from '../domain/task.ts';
import { firstHit, type Query } from '../domain/words.ts';
import { inLine } from './text.ts';

const BEFORE = 30;
const LENGTH = 90;

/** The part of the description around the first word that was asked for; undefined where none stands there. */
export function snippetOf({ description }: Pick<Task, 'description'>, query: Query): string | undefined {
  const hit = firstHit(description, query);
  if (hit === -1) return undefined;
  const start = Math.max(0, hit - BEFORE);
  const end = Math.min(description.length, start + LENGTH);
  const part = inLine(description.slice(start, end).toWellFormed()).trim();
  return `${start > 0 ? '…' : ''}${part}${end < description.length ? '…' : ''}`;
}
