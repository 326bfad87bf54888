import { verdictOf } from './verdict.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Longer than an attempt takes with all that can hold up the writing of its result. */
const LEASE_MS = 45 * SECOND;
const FIRST_PAUSE_MS = 10 * SECOND;
const LONGEST_PAUSE_MS = 5 * MINUTE;

/** How patient deliveries are: proofs that have no days have another one. */
export interface Pace {
  /** For so long nobody else takes up what a process that has died was sending. */
  readonly leaseMs: number;
  /** So many failures in a row make an endpoint one that is not there: it is then asked by one message at a time. */
  readonly breakAfter: number;
  /** How long nothing is sent to such an endpoint; `failures` in a row beyond those that broke it. */
  pauseMs(failures: number): number;
  readonly verdictOf: typeof verdictOf;
}

export const PACE: Pace = {
  leaseMs: LEASE_MS,
  breakAfter: 8,
  pauseMs: (failures) => Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS),
  verdictOf,
};
