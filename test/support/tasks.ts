import { z } from 'zod';
import type { Session } from './session.ts';

/** A clock that stands still, for texts that tell the time. */
export const NOON = () => new Date('2026-11-22T12:00:00Z');

const Page = z.object({
  tasks: z.array(z.looseObject({ id: z.int(), title: z.string() })),
  total: z.int(),
  next_cursor: z.string().optional(),
});

const ADD_AT_MOST = 100;

/** Adds any number of tasks, in order. */
export async function addAll(session: Session, tasks: readonly Record<string, unknown>[]): Promise<void> {
  for (let from = 0; from < tasks.length; from += ADD_AT_MOST)
    await session.text('add_tasks', { tasks: tasks.slice(from, from + ADD_AT_MOST) });
}

/** A task with an open subtask, and one that waits for it: none of the three can be deleted without the others noticing. */
export async function taskTree(session: Session): Promise<void> {
  await session.text('add_task', { title: 'Build it' });
  await session.text('add_task', { title: 'Raise walls', parent_id: 1 });
  await session.text('add_task', { title: 'Move in', blocked_by: [1] });
}

/** `count` tasks, made of their numbers from 1. */
export function numbered(count: number, make: (number: number) => Record<string, unknown> = () => ({})) {
  return Array.from({ length: count }, (_, index) => ({ title: `Task ${index + 1}`, ...make(index + 1) }));
}

/** The ids that a list or search answers with, in order. */
export async function idsOf(session: Session, tool: string, args: Record<string, unknown> = {}): Promise<number[]> {
  return Page.parse(await session.data(tool, args)).tasks.map(({ id }) => id);
}

/** Follows the cursors of a list or search to its end: the ids of each page. */
export async function pagesOf(session: Session, tool: string, args: Record<string, unknown>): Promise<number[][]> {
  const pages: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = Page.parse(await session.data(tool, cursor === undefined ? args : { ...args, cursor }));
    pages.push(page.tasks.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return pages;
}
