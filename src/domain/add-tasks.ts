import { type Call, projectFilter } from './call.ts';
import { Group } from './group.ts';
import { isNewProject } from './projects.ts';
import type { Tx } from './store.ts';
import type { NewTask, Task } from './task.ts';
import { checkTitle } from './title.ts';

interface Added {
  readonly tasks: Task[];
  readonly change_id: number | undefined;
  /** Projects that this call was the first to use. */
  readonly new_projects: string[];
}

async function newAmong(tx: Tx, projects: Iterable<string | null>): Promise<string[]> {
  const found: string[] = [];
  for (const name of new Set(projects)) if (name !== null && (await isNewProject(tx, name))) found.push(name);
  return found;
}

/**
 * Adds tasks in order, all or none. `fieldOf` names a task's title as the caller knows it.
 * Throws Invalid for a title that is too short or too long.
 */
export async function addTasks(
  call: Call,
  drafts: readonly NewTask[],
  fieldOf: (index: number) => string,
): Promise<Added> {
  drafts.forEach(({ title }, index) => {
    checkTitle(title, call.titleMax, fieldOf(index));
  });
  const complete = drafts.map((draft) => ({
    title: draft.title,
    description: draft.description ?? '',
    priority: draft.priority ?? ('medium' as const),
    status: 'pending' as const,
    project: projectFilter(call, draft.project) ?? null,
    tags: draft.tags ?? [],
    due: draft.due ?? null,
    assignee: draft.assignee ?? null,
  }));
  return call.store.write(async (tx) => {
    const group = new Group(tx, call);
    const new_projects = await newAmong(
      tx,
      complete.map(({ project }) => project),
    );
    const tasks: Task[] = [];
    for (const draft of complete) tasks.push(await group.create(draft));
    return { tasks, change_id: group.changeId, new_projects };
  });
}
