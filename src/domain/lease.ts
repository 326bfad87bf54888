import { z } from 'zod';
import { newSecret } from './secret.ts';

/** How long a claim lasts unless it says otherwise, and at the most. */
export const DEFAULT_MINUTES = 15;
export const MAX_MINUTES = 1_440;
/**
 * A lease whose end lies further ahead was given by a clock that was wrong, and counts as over. The hour more than any
 * claim reaches is for a clock that is set back.
 */
export const MAX_LEFT_MS = (MAX_MINUTES + 60) * 60_000;

export const LeaseToken = z.string().max(100);

/** The right of one holder to a task for a time. Lives beside the task: it never touches the task's version. */
export interface Lease {
  readonly task_id: number;
  readonly holder: string;
  /** UTC ISO, by the database's clock. */
  readonly until: string;
  /** What each renewal gives. */
  readonly minutes: number;
  /** Grows with every claim, so that a resource outside can refuse a holder that is late. */
  readonly fence: number;
}

export function isValid({ until }: Pick<Lease, 'until'>, now: Date): boolean {
  const left = Date.parse(until) - now.getTime();
  return left > 0 && left <= MAX_LEFT_MS;
}

export function endOf(minutes: number, now: Date): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

/** 128 random bits, in a form that is masked in every log. */
export function newToken(): string {
  return newSecret('tml_', 16);
}
