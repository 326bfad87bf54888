import { type Call, projectFilter } from './call.ts';
import { Group } from './group.ts';
import { blockersFirst, type Named, type PlannedTask, resolve } from './plan.ts';
import { isNewProject } from './projects.ts';
import { checkNamed } from './relations.ts';
import type { Tx } from './store.ts';
import { inOrder, type Task } from './task.ts';
import { checkTitle } from './title.ts';

interface Added {
  readonly tasks: Task[];
  readonly change_id: number | undefined;
  /** Projects that this call was the first to use. */
  readonly new_projects: string[];
}

/**
 * Adds tasks, all or none, with ids in their order. `fieldOf` names a task's field as the caller knows it.
 * Throws Invalid for a title that is too short or too long, and for parents and blockers that cannot be.
 */
export async function addTasks(
  tx: Tx,
  call: Call,
  drafts: readonly PlannedTask[],
  fieldOf: (index: number) => string,
): Promise<Added> {
  drafts.forEach(({ title }, index) => {
    checkTitle(title, call.titleMax, `${fieldOf(index)}title`);
  });
  const plan = resolve(drafts);
  const usesRefs = drafts.some(({ ref }) => ref !== undefined);
  const ids = usesRefs ? await tx.tasks.reserve(drafts.length) : [];
  const idOf = (named: Named) => ('id' in named ? named.id : (ids[named.place] ?? 0));
  const complete = plan.map(({ task, parent, blockers }) => ({
    title: task.title,
    description: task.description ?? '',
    priority: task.priority ?? ('medium' as const),
    status: 'pending' as const,
    project: projectFilter(call, task.project) ?? null,
    tags: task.tags ?? [],
    due: task.due ?? null,
    assignee: task.assignee ?? null,
    parent_id: parent === undefined ? null : idOf(parent),
    blocked_by: inOrder(blockers.map(idOf)),
  }));
  for (const [index, { parent, blockers }] of plan.entries()) {
    const [parent_id] = existing(parent === undefined ? [] : [parent]);
    await checkNamed(tx, { parent_id, blocked_by: existing(blockers) }, fieldOf(index));
  }
  const new_projects = await newAmong(
    tx,
    complete.map(({ project }) => project),
  );
  const group = new Group(tx, call);
  const tasks: Task[] = [];
  for (const place of blockersFirst(plan)) {
    const draft = complete[place];
    if (draft !== undefined) tasks[place] = await group.create(draft, { id: ids[place] });
  }
  return { tasks, change_id: group.changeId, new_projects };
}

/** Ids that a caller gave: those of a plan's own tasks are ours. */
function existing(named: readonly Named[]): number[] {
  return named.flatMap((each) => ('id' in each ? [each.id] : []));
}

async function newAmong(tx: Tx, projects: Iterable<string | null>): Promise<string[]> {
  const found: string[] = [];
  for (const name of new Set(projects)) if (name !== null && (await isNewProject(tx, name))) found.push(name);
  return found;
}
