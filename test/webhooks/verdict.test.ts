import { expect, test } from 'vitest';
import { type Answer, outcomeOf } from '../../src/webhooks/answer.ts';
import { retryAfterMs } from '../../src/webhooks/retry-after.ts';
import { SCHEDULE_MS, verdictOf } from '../../src/webhooks/verdict.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

const answered = (status: number, retryAfter?: string): Answer => ({
  kind: 'answered',
  status,
  retryAfter,
  excerpt: 'busy',
});
const TIMEOUT: Answer = { kind: 'failed', reason: 'timeout', message: 'no answer within 15 s' };

const judge = (answer: Answer, attempts = 1, random = 0.5) =>
  verdictOf(answer, { attempts, now: NOW, random: () => random });

/** In how many ms it is sent again; undefined if it is not. */
function waitOf(verdict: ReturnType<typeof judge>): number | undefined {
  return verdict.kind === 'retry' ? Math.round(verdict.at.getTime() - NOW.getTime()) : undefined;
}

test.for([200, 201, 202, 204, 299])('%i is delivered', (status) => {
  expect(judge(answered(status))).toEqual({ kind: 'delivered' });
  expect(judge(answered(status), 10)).toEqual({ kind: 'delivered' });
});

test.for([101, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 501, 502, 503, 504, 999])(
  '%i is a failure and sent again',
  (status) => {
    expect(judge(answered(status))).toMatchObject({ kind: 'retry', at: new Date('2026-11-22T12:00:05Z') });
  },
);

test.for([1, 10])('410 ends the endpoint at attempt %i', (attempts) => {
  expect(judge(answered(410, '60'), attempts)).toEqual({ kind: 'gone' });
});

test('ten attempts follow the schedule, then the message is dead', () => {
  const waits = Array.from({ length: 10 }, (_, index) => waitOf(judge(TIMEOUT, index + 1)));
  expect(waits).toEqual([
    5_000,
    300_000,
    1_800_000,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
    undefined,
  ]);
  expect(judge(answered(503, '60'), 10)).toEqual({ kind: 'dead' });
  expect(judge(TIMEOUT, 11)).toEqual({ kind: 'dead' });
  expect(SCHEDULE_MS.reduce((sum, wait) => sum + wait)).toBe(75 * HOUR + 35 * 60_000 + 5_000);
});

test('each wait is up to a fifth shorter or longer', () => {
  expect(waitOf(judge(TIMEOUT, 4, 0))).toBe(1.6 * HOUR);
  expect(waitOf(judge(TIMEOUT, 4, 1))).toBe(2.4 * HOUR);
});

test('a receiver can put the next attempt off, by a day at the most, but not bring it forward', () => {
  expect(waitOf(judge(answered(429, '90')))).toBe(90_000);
  expect(waitOf(judge(answered(503, 'Sun, 22 Nov 2026 13:00:00 GMT')))).toBe(HOUR);
  expect(waitOf(judge(answered(503, '9999999')))).toBe(24 * HOUR);
  expect(waitOf(judge(answered(429, '1'), 4))).toBe(2 * HOUR);
  expect(waitOf(judge(answered(429, 'soon')))).toBe(5_000);
});

test('whoever has too much to do is left alone as a whole', () => {
  const throttled = [429, 502, 503, 504, 500, 404, 302].map((status) => judge(answered(status)));
  expect(throttled.map((verdict) => verdict.kind === 'retry' && verdict.throttled)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(judge(TIMEOUT)).toMatchObject({ throttled: false });
});

const RETRY_AFTER: readonly (readonly [header: string | undefined, ms: number | undefined])[] = [
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  ['120', 120_000],
  [' 120 ', 120_000],
  ['0.65', 650],
  ['86400', 24 * HOUR],
  ['86401', 24 * HOUR],
  ['1e9', undefined],
  ['9'.repeat(400), 24 * HOUR],
  ['-5', undefined],
  ['+5', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
  ['120, 60', undefined],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
  ['Sun Nov 22 12:00:30 2026', 30_000],
  ['Sun, 22 Nov 2026 11:59:00 GMT', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ['Tue, 24 Nov 2026 12:00:00 GMT', 24 * HOUR],
  ['2026-11-22T12:00:30Z', undefined],
  ['Sun, 99 Nov 2026 12:00:30 GMT', undefined],
  ['Sunny', undefined],
  ['12:00', undefined],
];

test.for(RETRY_AFTER)('Retry-After %j means %j ms', ([header, ms]) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

test('a person reads why it failed', () => {
  expect([answered(500), answered(302), TIMEOUT].map(outcomeOf)).toEqual([
    'answered 500: busy',
    'answered 302: redirects are not followed, give the URL it leads to',
    'no answer within 15 s',
  ]);
});
