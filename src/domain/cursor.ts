import { Invalid } from './errors.ts';
import type { Position, SearchHalf } from './store.ts';

/** Where a page ended, as short as can be: it is read by models. */
const LIST = /^(?:(\d{4}-[\dT:Z-]+)~)?(\d{1,16})$/;
const SEARCH = /^(title|rest)~(\d{1,16})$/;

function refuse(cursor: string): never {
  throw new Invalid(
    `cursor ${JSON.stringify(cursor.slice(0, 60))} is not one that this list gave`,
    'Leave cursor out to start from the top.',
  );
}

export function toListCursor({ id, due }: Position): string {
  return due === undefined ? String(id) : `${due}~${id}`;
}

/** Throws Invalid for a cursor of another list. */
export function fromListCursor(cursor: string, byDue: boolean): Position {
  const [, due, id] = LIST.exec(cursor) ?? [];
  if (id === undefined || byDue !== (due !== undefined)) return refuse(cursor);
  return { id: Number(id), due };
}

export function toSearchCursor(half: SearchHalf, id: number): string {
  return `${half}~${id}`;
}

/** Throws Invalid for a cursor of another list. */
export function fromSearchCursor(cursor: string): { half: SearchHalf; before: number } {
  const [, half, id] = SEARCH.exec(cursor) ?? [];
  if (half === undefined || id === undefined) return refuse(cursor);
  return { half: half === 'title' ? 'title' : 'rest', before: Number(id) };
}
