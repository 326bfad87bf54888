import { z } from 'zod';
import { type Call, projectFilter } from './call.ts';
import { TaskNote } from './change.ts';
import { byProject } from './export-by-project.ts';
import type { TaskFilter, Tx } from './store.ts';
import { type Status, Task } from './task.ts';

const PAGE = 500;

export const ExportedTask = Task.extend({ notes: z.array(TaskNote.omit({ id: true })) });
export type ExportedTask = z.infer<typeof ExportedTask>;

/** By id; or tasks without a project first, then project by project, in each the subtasks right below their task. */
export type ExportOrder = 'id' | 'project';

export interface TaskExport {
  /** The list's own name, so that an import elsewhere knows its tasks again. */
  readonly list: string;
  /** When it began: the file may hold changes made since, and lacks none made before. */
  readonly at: string;
  readonly tasks: AsyncIterable<ExportedTask>;
}

/**
 * Every matching live task, its notes oldest first, as a stream. Each page is a transaction of its own: within one
 * snapshot nothing but the database may be awaited, so all pages would have to wait in memory for whoever writes them
 * out, and the write-ahead log could not be cut meanwhile. A task and its notes are of one moment; two tasks need not be.
 */
export async function exportTasks(
  call: Call,
  {
    project,
    statuses,
    order,
  }: { project?: string | undefined; statuses?: readonly Status[] | undefined; order: ExportOrder },
): Promise<TaskExport> {
  const at = call.now().toISOString();
  const filter = { project: projectFilter(call, project), statuses };
  const list = await call.store.read((tx) => tx.sources.ownId());
  return { list, at, tasks: order === 'id' ? pagesOf(call, filter) : byProject(call, filter, toExported) };
}

async function* pagesOf({ store }: Call, filter: TaskFilter): AsyncGenerator<ExportedTask> {
  let after = 0;
  for (;;) {
    const page = await store.read(async (tx) => toExported(tx, await tx.tasks.page(filter, { id: after }, PAGE)));
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? after;
  }
}

/** A blocker that was deleted is in no file, so no task waits for it there. */
async function toExported(tx: Tx, tasks: readonly Task[]): Promise<ExportedTask[]> {
  const notes = await tx.notes.ofMany(tasks.map(({ id }) => id));
  const waiting = tasks.filter(({ blocked_by }) => blocked_by.length > 0);
  const blockers = await tx.blockers.of(waiting.map(({ id }) => id));
  return tasks.map((task) => ({
    ...task,
    blocked_by: (blockers.get(task.id) ?? []).map(({ id }) => id),
    notes: (notes.get(task.id) ?? []).map(({ id: _, ...note }) => note),
  }));
}
