import type { Call } from './call.ts';
import { TooLarge } from './errors.ts';
import { freeExpired } from './expire-leases.ts';
import type { TaskFilter } from './store.ts';
import type { Task } from './task.ts';

/** Beyond this one answer would be too much for any client. */
const MAX_WHOLE = 10_000;
const PAGE = 1_000;

/** Every matching task, by id; ready ones best first. Throws TooLarge beyond MAX_WHOLE; `instead` says how to read them then. */
export async function readTasks(call: Call, filter: TaskFilter, instead: string): Promise<Task[]> {
  if (filter.ready) await freeExpired(call);
  return call.store.read(async (tx) => {
    const tasks: Task[] = [];
    for (;;) {
      const last = tasks.at(-1);
      const page = await tx.tasks.page(filter, last && { ...last, due: last.due ?? undefined }, PAGE);
      tasks.push(...page);
      if (tasks.length > MAX_WHOLE) throw new TooLarge(`more than ${MAX_WHOLE} tasks`, instead);
      if (page.length < PAGE) return tasks;
    }
  });
}

/** The next PAGE tasks after `cursor`, an id; and the cursor that continues. */
export async function readTaskPage(
  { store }: Call,
  filter: TaskFilter,
  after: number,
): Promise<{ tasks: Task[]; next_cursor?: string }> {
  const tasks = await store.read((tx) => tx.tasks.page(filter, { id: after }, PAGE + 1));
  const page = tasks.slice(0, PAGE);
  const last = page.at(-1);
  return tasks.length > PAGE && last !== undefined ? { tasks: page, next_cursor: String(last.id) } : { tasks: page };
}
