import { Invalid } from './errors.ts';
import type { Position, SearchHalf } from './store.ts';
import { PRIORITIES, type Priority, type TaskSummary } from './task.ts';

export type ListOrder = 'id' | 'due' | 'ready';

/** Where a page ended, as short as can be: it is read by models. */
const DUE = String.raw`\d{4}-[\dT:Z-]+`;
const LIST: Record<ListOrder, RegExp> = {
  id: /^(?<id>\d{1,16})$/,
  due: new RegExp(`^(?<due>${DUE})~(?<id>\\d{1,16})$`),
  ready: new RegExp(`^(?<priority>${PRIORITIES.join('|')})~(?<due>${DUE})?~(?<id>\\d{1,16})$`),
};
const SEARCH = /^(title|rest)~(\d{1,16})$/;

function refuse(cursor: string): never {
  throw new Invalid(
    `cursor ${JSON.stringify(cursor.slice(0, 60))} is not one that this list gave`,
    'Leave cursor out to start from the top.',
  );
}

/** The cursor that continues after that task. */
export function toListCursor(
  { id, due, priority }: Pick<TaskSummary, 'id' | 'due' | 'priority'>,
  order: ListOrder,
): string {
  const parts: Record<ListOrder, readonly unknown[]> = { id: [id], due: [due, id], ready: [priority, due, id] };
  return parts[order].map((part) => part ?? '').join('~');
}

/** Throws Invalid for a cursor of another list. */
export function fromListCursor(cursor: string, order: ListOrder): Position {
  const { id, due, priority } = LIST[order].exec(cursor)?.groups ?? {};
  if (id === undefined) return refuse(cursor);
  return { id: Number(id), due, priority: PRIORITIES.find((each): each is Priority => each === priority) };
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
