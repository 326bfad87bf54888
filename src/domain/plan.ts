import { z } from 'zod';
import { Invalid } from './errors.ts';
import { MAX_BLOCKERS, NewTask, TaskId } from './task.ts';
import { Line } from './text.ts';

const MAX_REF = 50;

/** A name that a task has only within one call, so that another of the same call can name it before it has an id. */
const Ref = Line.refine((ref) => ref !== '' && ref.length <= MAX_REF, `must be 1–${MAX_REF} characters`);
const IdOrRef = z.union([TaskId, Ref], { error: 'must be the id of a task, or a ref of this call' });

/** A task of a plan: others of the same plan are named by their `ref`. */
export const PlannedTask = NewTask.extend({
  ref: Ref.optional(),
  parent_id: IdOrRef.optional(),
  blocked_by: z.array(IdOrRef).max(MAX_BLOCKERS).optional(),
});
export type PlannedTask = z.infer<typeof PlannedTask>;

/** One task of a plan whose refs have become places in it. */
interface Resolved {
  readonly task: PlannedTask;
  readonly parent: Named | undefined;
  readonly blockers: readonly Named[];
}

/** A task that is there, or the place of one that is about to be. */
export type Named = { readonly id: number } | { readonly place: number };

/** Finds what each ref means. Throws Invalid for one that is unknown, given twice, or part of a cycle. */
export function resolve(tasks: readonly PlannedTask[]): Resolved[] {
  const places = new Map<string, number>();
  tasks.forEach(({ ref }, place) => {
    if (ref === undefined) return;
    if (places.has(ref)) throw new Invalid(`tasks[${place}].ref ${JSON.stringify(ref)} is used twice`);
    places.set(ref, place);
  });
  const named = (value: number | string, field: string): Named => {
    if (typeof value === 'number') return { id: value };
    const place = places.get(value);
    if (place !== undefined) return { place };
    const known =
      places.size === 0 ? 'no task of this call has a ref' : `the refs are ${[...places.keys()].join(', ')}`;
    throw new Invalid(`${field} names ${JSON.stringify(value)}: ${known}`, 'Name a task that exists by its number.');
  };
  const resolved = tasks.map((task, index) => ({
    task,
    parent: task.parent_id === undefined ? undefined : named(task.parent_id, `tasks[${index}].parent_id`),
    blockers: (task.blocked_by ?? []).map((value) => named(value, `tasks[${index}].blocked_by`)),
  }));
  order(resolved, 'parent_id', ({ parent }) => (parent === undefined ? [] : [parent]));
  return resolved;
}

/** The places of a plan so that every blocker comes before what it blocks. Throws Invalid for a cycle. */
export function blockersFirst(tasks: readonly Resolved[]): number[] {
  return order(tasks, 'blocked_by', ({ blockers }) => blockers);
}

function order(tasks: readonly Resolved[], field: string, next: (task: Resolved) => readonly Named[]): number[] {
  const done = new Set<number>();
  const path: number[] = [];
  const visit = (place: number) => {
    const task = tasks[place];
    if (task === undefined || done.has(place)) return;
    if (path.includes(place)) {
      const cycle = [...path.slice(path.indexOf(place)), place].map((each) => tasks[each]?.task.ref);
      throw new Invalid(`${field} makes a cycle of refs: ${cycle.join(' → ')}`);
    }
    path.push(place);
    for (const named of next(task)) if ('place' in named) visit(named.place);
    path.pop();
    done.add(place);
  };
  tasks.forEach((_, place) => {
    visit(place);
  });
  return [...done];
}
