import { type Answer, isSuccess } from './answer.ts';
import { retryAfterMs } from './retry-after.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long each attempt waits for after the one before it: the schedule of Standard Webhooks, 75 h 35 min in all. */
export const SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** By how much of itself a wait is longer or shorter: what failed together is not sent again together. */
const JITTER = 0.2;
/** Nothing waits for longer; Retry-After counts for a day at the most, which is less. */
export const LONGEST_WAIT_MS = Math.max(...SCHEDULE_MS) * (1 + JITTER);
/** Whoever says so has too much to do, with whatever comes. */
const BUSY: readonly number[] = [429, 502, 503, 504];

/** What is to be done after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** `throttled`: the endpoint should be sent nothing else either for a while, for `askedMs` where the receiver has said so. */
  | { readonly kind: 'retry'; readonly at: Date; readonly throttled: boolean; readonly askedMs: number | undefined }
  /** The receiver has said that it is gone for good: the endpoint is to be disabled. */
  | { readonly kind: 'gone' }
  /** The schedule is used up; only a replay sends it again. */
  | { readonly kind: 'dead' };

interface Tried {
  /** How many attempts there were, this one included. */
  readonly attempts: number;
  readonly now: Date;
  /** From 0 to below 1. */
  random(): number;
}

/** Only 2xx is a success; a redirect is none. A receiver can put the next attempt off, not bring it forward. */
export function verdictOf(answer: Answer, { attempts, now, random }: Tried): Verdict {
  if (isSuccess(answer)) return { kind: 'delivered' };
  const status = answer.kind === 'answered' ? answer.status : undefined;
  if (status === 410) return { kind: 'gone' };
  const planned = SCHEDULE_MS[attempts];
  if (planned === undefined) return { kind: 'dead' };
  const wait = planned * (1 - JITTER + 2 * JITTER * random());
  const asked = answer.kind === 'answered' ? retryAfterMs(answer.retryAfter, now) : undefined;
  const at = new Date(now.getTime() + Math.max(wait, asked ?? 0));
  return { kind: 'retry', at, throttled: status !== undefined && BUSY.includes(status), askedMs: asked };
}
