import { PACE, type Pace } from '../../src/webhooks/pace.ts';
import { verdictOf } from '../../src/webhooks/verdict.ts';

const RETRY_MS = 20;

/** Attempts follow each other at once, as many as there are in three days; nobody waits long for what somebody has left. */
export const QUICK: Pace = {
  ...PACE,
  leaseMs: 1_000,
  pauseMs: () => 100,
  verdictOf(answer, tried) {
    const verdict = verdictOf(answer, tried);
    return verdict.kind === 'retry' ? { ...verdict, at: new Date(tried.now.getTime() + RETRY_MS) } : verdict;
  },
};
