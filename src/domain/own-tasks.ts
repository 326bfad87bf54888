import { Forbidden } from './errors.ts';
import type { Tx } from './store.ts';

/** Tells which tasks are of one project, by what the whole list says. */
export class OwnTasks {
  readonly project: string;
  readonly #whole: Tx;

  constructor(whole: Tx, project: string) {
    this.project = project;
    this.#whole = whole;
  }

  /** Whether it is there, and of the project. */
  async has(id: number): Promise<boolean> {
    return (await this.#whole.tasks.find(id))?.project === this.project;
  }

  /** The same, or it was deleted from the project. */
  async had(id: number): Promise<boolean> {
    if (!(await this.#whole.tasks.wasDeleted(id))) return this.has(id);
    const [last] = await this.#whole.changes.newest(1, { taskId: id });
    return last?.project === this.project;
  }

  /** Those of these that are there and of the project. */
  async among(ids: readonly number[]): Promise<number[]> {
    return (await this.#whole.tasks.findMany(ids))
      .filter(({ project }) => project === this.project)
      .map(({ id }) => id);
  }

  /** Whether a filter by this project, undefined for all, leaves anything to be seen. */
  isAsked(project: string | undefined): boolean {
    return project === undefined || project === this.project;
  }

  /** Throws Forbidden for any other project. */
  check(project: string | null): void {
    if (project !== this.project) throw elsewhere(this.project);
  }

  /** Throws Forbidden for a task that is not, and was not last, of the project. */
  async checkTask(id: number): Promise<void> {
    if (!(await this.had(id))) throw elsewhere(this.project);
  }
}

export function elsewhere(project: string): Forbidden {
  return new Forbidden(
    `you may see and change tasks of project ${JSON.stringify(project)} only`,
    'Leave the project as it is, and name no task of another one.',
  );
}
