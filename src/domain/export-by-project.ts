import type { Call } from './call.ts';
import type { TaskFilter, Tx } from './store.ts';
import type { Task } from './task.ts';

const PAGE = 500;

/** Tasks without a project first, then project by project; below each task its subtasks of that project, else by id. */
export async function* byProject<T>(
  call: Call,
  filter: TaskFilter,
  toExported: (tx: Tx, tasks: readonly Task[]) => Promise<T[]>,
): AsyncGenerator<T> {
  const all = () => call.store.read((tx) => tx.stats.projects('', Number.MAX_SAFE_INTEGER));
  for (const project of filter.project === undefined ? [null, ...(await all())] : [filter.project]) {
    const ids = await call.store.read((tx) => idsInTree(tx, filter, project));
    for (let from = 0; from < ids.length; from += PAGE) {
      const page = ids.slice(from, from + PAGE);
      yield* await call.store.read(async (tx) => {
        const found = new Map((await tx.tasks.findMany(page)).map((task) => [task.id, task]));
        const tasks = page.flatMap((id) => found.get(id) ?? []);
        // What was moved to another project meanwhile would stand under the wrong heading.
        return toExported(
          tx,
          tasks.filter((task) => task.project === project),
        );
      });
    }
  }
}

/** Only numbers, so that the order of a large project fits in memory. */
async function idsInTree(tx: Tx, filter: TaskFilter, project: string | null): Promise<number[]> {
  const parents = new Map<number, number | null>();
  for (let after = 0, more = true; more; ) {
    const page = await tx.tasks.summaries({ ...filter, project: project ?? undefined }, { id: after }, PAGE);
    for (const task of page) if (task.project === project) parents.set(task.id, task.parent_id);
    after = page.at(-1)?.id ?? after;
    more = page.length === PAGE;
  }
  const below = Map.groupBy(parents.keys(), (id) => {
    const parent = parents.get(id) ?? null;
    return parent !== null && parents.has(parent) ? parent : null;
  });
  const ordered: number[] = [];
  const open = (below.get(null) ?? []).reverse();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    ordered.push(id);
    for (const child of (below.get(id) ?? []).reverse()) open.push(child);
  }
  return ordered;
}
