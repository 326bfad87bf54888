import { PRIORITIES, type Priority } from './task.ts';

interface Ready {
  readonly priority?: Priority | undefined;
  readonly due?: string | null | undefined;
}

/** Where a task stands among those that are ready, as text that sorts so: as the column is made, see migration 3. */
export function readyPlace({ priority = 'high', due }: Ready = {}): string {
  return `${PRIORITIES.length - 1 - PRIORITIES.indexOf(priority)}${due ?? '~'}`;
}
