import fc from 'fast-check';

export const PROJECTS = ['web', 'api.v2', 'ops'] as const;
export const TAGS = ['red', 'blau', 'grün'] as const;
export const ASSIGNEES = ['ada', 'Grace Hopper'] as const;
export const DAYS = ['2026-11-20', '2026-11-25', '2026-12-01'] as const;
export const WORDS = ['review', 'Äpfel', '日本語', 'naïve', 'x-ray', 'done'] as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;
const STATUSES = ['pending', 'in_progress', 'completed'] as const;

/** One task as these tests think of it. */
export interface Expected {
  readonly id: number;
  readonly title: string;
  readonly priority: string;
  readonly status: string;
  readonly project: string | null;
  readonly tags: readonly string[];
  readonly due: string | null;
  readonly assignee: string | null;
}

type Fields = Partial<Omit<Expected, 'id'>>;

/** A call of a tool; `pick` chooses among the tasks that there are when it comes to it. */
export type Step =
  | { readonly do: 'add'; readonly tasks: readonly (Fields & { title: string })[] }
  | { readonly do: 'update'; readonly pick: number; readonly fields: Fields; readonly note: string | undefined }
  | { readonly do: 'complete'; readonly pick: number; readonly note: string | undefined }
  | { readonly do: 'delete'; readonly pick: number };

const title = fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map((words) => words.join(' '));
const priority = fc.constantFrom(...PRIORITIES);
const tags = fc.subarray([...TAGS]).map((list) => [...list].sort());
const some = { requiredKeys: [] };
const facts = {
  project: fc.constantFrom(...PROJECTS),
  due: fc.constantFrom(...DAYS),
  assignee: fc.constantFrom(...ASSIGNEES),
};
const cleared = {
  project: fc.option(facts.project),
  due: fc.option(facts.due),
  assignee: fc.option(facts.assignee),
};
const draft = fc
  .tuple(title, fc.record({ priority, tags, ...facts }, some))
  .map(([text, rest]) => ({ title: text, ...rest }));
const patch = fc.record({ title, priority, status: fc.constantFrom(...STATUSES), tags, ...cleared }, some);
const note = fc.option(fc.constantFrom(...WORDS), { nil: undefined });
const pick = fc.nat(30);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('add' as const), tasks: fc.array(draft, { minLength: 1, maxLength: 3 }) }),
    },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('update' as const), pick, fields: patch, note }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('complete' as const), pick, note }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
  ),
  { minLength: 1, maxLength: 25 },
);

/** What the list should be after the steps so far. */
export class Model {
  readonly tasks = new Map<number, Expected>();
  #last = 0;

  add(fields: Fields & { title: string }): void {
    this.#last += 1;
    const empty = { priority: 'medium', status: 'pending', project: null, tags: [], due: null, assignee: null };
    this.tasks.set(this.#last, { id: this.#last, ...empty, ...fields });
  }

  /** An id that is there, or undefined while the list is empty. */
  idAt(pick: number): number | undefined {
    const ids = [...this.tasks.keys()];
    return ids[pick % ids.length];
  }

  update(id: number, fields: Fields): void {
    const task = this.tasks.get(id);
    if (task !== undefined) this.tasks.set(id, { ...task, ...fields });
  }

  /** Ids of matching tasks, in order. */
  ids(matches: (task: Expected) => boolean = () => true): number[] {
    return [...this.tasks.values()].filter(matches).map(({ id }) => id);
  }
}
