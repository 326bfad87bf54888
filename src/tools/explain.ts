import type { ErrorCode, TaskError } from '../domain/errors.ts';
import { listTasks } from './list-tasks.ts';
import { searchTasks } from './search-tasks.ts';

const NEXT: Record<ErrorCode, string> = {
  invalid: 'Correct it and call again.',
  not_found: `Find the id with ${listTasks.name} or ${searchTasks.name}.`,
  too_large: `Read it in pages with ${listTasks.name}.`,
  conflict: 'Look at the task again, then decide.',
  leased: 'Take another task.',
  storage: 'Nothing was changed. Try again later.',
};

/** What is wrong on the first line, the next step on the second; a face of the program may put that in its own words. */
export function explain(error: TaskError, inOwnWords = (next: string) => next): string {
  const says = error.code === 'not_found' ? error.message : `Error: ${error.message}`;
  return `${says}\n${inOwnWords(error.next ?? NEXT[error.code])}`;
}
