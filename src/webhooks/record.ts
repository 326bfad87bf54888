import type { Claimed } from '../domain/delivery.ts';
import { disable } from '../domain/disable-endpoint.ts';
import { type Endpoint, isPaused } from '../domain/endpoint.ts';
import type { Tx } from '../domain/store.ts';
import { type Answer, outcomeOf } from './answer.ts';
import type { Pace } from './pace.ts';
import type { Verdict } from './verdict.ts';

/** Whoever has not answered well for so long is not sent anything more until somebody enables it again. */
const GIVE_UP_MS = 5 * 24 * 3_600_000;

/** An attempt that has ended; without an answer where it was cut off by us. */
export interface Attempt {
  readonly delivery: Claimed;
  readonly answer: Answer | undefined;
  readonly ms: number;
}

export interface Recorded {
  readonly verdicts: readonly { readonly kind: Verdict['kind']; readonly ms: number }[];
  readonly disabled: readonly Endpoint[];
}

/** Writes what became of these attempts to their deliveries and endpoints. */
export async function record(tx: Tx, attempts: readonly Attempt[], pace: Pace): Promise<Recorded> {
  const verdicts: { kind: Verdict['kind']; ms: number }[] = [];
  const disabled: Endpoint[] = [];
  if (attempts.length === 0) return { verdicts, disabled };
  const now = await tx.now();
  // Rising, so that no two transactions wait for each other.
  const ids = [...new Set(attempts.map(({ delivery }) => delivery.endpoint_id))].sort((one, other) => one - other);
  for (const id of ids) {
    const before = await tx.endpoints.find(id);
    const own = attempts.filter(({ delivery }) => delivery.endpoint_id === id);
    let health: Health = before ?? HEALTHY;
    let isGone = false;
    for (const attempt of own) {
      const verdict = await settle(tx, attempt, { now, pace });
      if (verdict === undefined) continue;
      verdicts.push({ kind: verdict.kind, ms: attempt.ms });
      health = healthAfter(verdict, health, { now, pace });
      isGone ||= verdict.kind === 'gone';
    }
    if (before?.state !== 'enabled') continue;
    const why = isGone ? 'its receiver answered 410 Gone' : whyGivenUp(health, now);
    const after = { ...before, ...health };
    if (KEYS.some((key) => after[key] !== before[key])) await tx.endpoints.save(id, health);
    if (why !== undefined) disabled.push(await disable(tx, after, why));
  }
  return { verdicts, disabled };
}

interface Judging {
  readonly now: Date;
  readonly pace: Pace;
}

async function settle(tx: Tx, { delivery, answer }: Attempt, { now, pace }: Judging): Promise<Verdict | undefined> {
  if (answer === undefined) {
    await tx.deliveries.settle(delivery.id, delivery.lease, { next_at: now.toISOString() });
    return undefined;
  }
  const attempts = delivery.attempts + 1;
  const verdict = pace.verdictOf(answer, { attempts, now, random: Math.random });
  const isDone = verdict.kind !== 'retry';
  await tx.deliveries.settle(delivery.id, delivery.lease, {
    state: verdict.kind === 'delivered' ? 'delivered' : isDone ? 'dead' : 'pending',
    attempts,
    next_at: isDone ? null : verdict.at.toISOString(),
    done_at: isDone ? now.toISOString() : null,
    last_status: answer.kind === 'answered' ? answer.status : null,
    last_outcome: outcomeOf(answer),
  });
  return verdict;
}

const KEYS = ['failures', 'failing_since', 'paused_until'] as const;
type Health = Pick<Endpoint, (typeof KEYS)[number]>;
const WELL = { failures: 0, failing_since: null };
const HEALTHY: Health = { ...WELL, paused_until: null };

function healthAfter(verdict: Verdict, health: Health, { now, pace }: Judging): Health {
  // Others of its messages may have been put off while this one was on its way.
  if (verdict.kind === 'delivered') return isPaused(health, now) ? { ...health, ...WELL } : HEALTHY;
  const asked = verdict.kind === 'retry' && verdict.throttled ? (verdict.askedMs ?? pace.pauseMs(0)) : 0;
  // It was on its way before the pause, and tells nothing that is not known.
  if (asked === 0 && isPaused(health, now)) return health;
  const failures = health.failures + 1;
  const over = failures - pace.breakAfter;
  const pauseMs = Math.max(asked, over >= 0 ? pace.pauseMs(over) : 0);
  const until = pauseMs === 0 ? '' : new Date(now.getTime() + pauseMs).toISOString();
  const paused_until = [health.paused_until ?? '', until].sort().at(-1) || null;
  return { failures, failing_since: health.failing_since ?? now.toISOString(), paused_until };
}

function whyGivenUp({ failing_since }: Health, now: Date): string | undefined {
  if (failing_since === null || now.getTime() - Date.parse(failing_since) <= GIVE_UP_MS) return undefined;
  return 'every attempt of five days has failed';
}
