import type { ErrorCode, TaskError } from '../domain/errors.ts';
import { listTasks } from './list-tasks.ts';
import { searchTasks } from './search-tasks.ts';

const NEXT: Record<ErrorCode, string> = {
  invalid: 'Correct it and call again.',
  not_found: `Find the id with ${listTasks.name} or ${searchTasks.name}.`,
  too_large: `Read it in pages with ${listTasks.name}.`,
  conflict: 'Look at the task again, then decide.',
  leased: 'Take another task.',
  unconfirmed: 'Ask the person first.',
  declined: 'Ask them what they want instead.',
  forbidden: 'Nothing was changed. Whoever gave you access can extend it.',
  storage: 'Nothing was changed. Try again later.',
};

/** Their messages are sentences, or questions, that say it all. */
const BARE: readonly ErrorCode[] = ['not_found', 'unconfirmed', 'declined'];

/** What is wrong on the first line, the next step on the second; a face of the program may put that in its own words. */
export function explain(error: TaskError, inOwnWords = (next: string) => next): string {
  const says = BARE.includes(error.code) ? error.message : `Error: ${error.message}`;
  return [says, inOwnWords(error.next ?? NEXT[error.code])].filter(Boolean).join('\n');
}
