import type { Task } from '../domain/task.ts';
import { facet, toTerms } from '../domain/words.ts';

/** What a task is found by: in its title, and besides. */
export function searchTerms({ title, description, tags, project, status }: Task, notes: readonly string[]) {
  const facets = [facet('status', status), ...(project === null ? [] : [facet('project', project)])];
  return { title: toTerms(title), rest: [...toTerms([description, ...tags, ...notes].join('\n')), ...facets] };
}
