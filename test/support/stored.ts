import { onTestFinished } from 'vitest';
import type { Store } from '../../src/domain/store.ts';
import type { TaskDraft } from '../../src/domain/task.ts';
import { openStore } from '../../src/storage/open.ts';
import { newDatabase } from './folder.ts';

/** A store without the rest of the program. */
export async function newStore(): Promise<Store> {
  const store = await openStore(newDatabase(), { now: () => new Date() });
  onTestFinished(() => store.close());
  return store;
}

export function draft(title: string): TaskDraft {
  const at = '2026-11-22T10:00:00.000Z';
  const alone = { parent_id: null, blocked_by: [], completed_at: null };
  const empty = { description: '', project: null, tags: [], due: null, assignee: null, ...alone };
  const made = { version: 1, created_at: at, updated_at: at, created_by: 'test' };
  return { title, priority: 'medium', status: 'pending', ...empty, ...made };
}

export const titles = (store: Store) =>
  store.read(async (tx) => (await tx.tasks.page({}, undefined, 100)).map(({ title }) => title));
