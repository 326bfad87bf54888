import { addTasks } from '../../src/domain/add-tasks.ts';
import type { Call } from '../../src/domain/call.ts';
import { completeTask } from '../../src/domain/complete-task.ts';
import { type NewTask, PRIORITIES } from '../../src/domain/task.ts';
import { Author, seeded } from './text.ts';

const BATCH = 2_000;
const PROJECTS = Array.from({ length: 40 }, (_, index) => `project-${index}`);
const PEOPLE = ['ada', 'grace', 'linus', 'margaret', 'dennis'];
const TAGS = ['api', 'web', 'urgent', 'docs', 'infra', 'design', 'billing', 'release'];
const DAY_MS = 86_400_000;

/** Adds tasks through the same use case as every caller, with what real lists have: most of them done long ago. */
export async function fill(call: Call, count: number): Promise<void> {
  const author = new Author(seeded(count));
  for (let done = 0; done < count; done += BATCH) {
    const drafts = Array.from({ length: Math.min(BATCH, count - done) }, () => draftBy(author));
    await call.store.write(async (tx) => {
      const { tasks } = await addTasks(tx, call, drafts, (index) => `${index}.`);
      for (const { id } of tasks) if (author.below(20) === 0) await completeTask(tx, call, { task_id: id });
    });
  }
}

function draftBy(author: Author): NewTask {
  const day = new Date(Date.UTC(2026, 0, 1) + author.below(700) * DAY_MS).toISOString().slice(0, 10);
  return {
    title: author.title(),
    description: author.words(5 + author.below(30)),
    priority: PRIORITIES[author.below(3)],
    ...(author.below(3) === 0 ? {} : { project: author.oneOf(PROJECTS) }),
    ...(author.below(2) === 0 ? {} : { tags: [author.oneOf(TAGS)] }),
    ...(author.below(3) === 0 ? { due: day } : {}),
    ...(author.below(2) === 0 ? { assignee: author.oneOf(PEOPLE) } : {}),
  };
}
