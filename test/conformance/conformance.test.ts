import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startSubject } from './subject.ts';
import { baselineOf, REVISIONS, required, runSuite } from './suite.ts';

test.for(REVISIONS)('the service does all that %s requires', async (revision) => {
  const subject = await startSubject('with fixtures');
  onTestFinished(async () => void (await subject.end()));
  const { code, summary } = await runSuite(subject.url, required(revision));
  expect({ code, summary }).toEqual({ code: 0, summary: expect.stringContaining('Total:') });
});

test('as it is shipped the service knows nothing of what only the suite calls', async () => {
  const subject = await startSubject('shipped');
  onTestFinished(async () => void (await subject.end()));
  const { code, summary } = await runSuite(subject.url, required('2026-07-28'));
  expect({ code, summary }).toEqual({ code: 1, summary: expect.stringContaining('✗ tools-call-simple-text') });
});

test.for(REVISIONS)('the baseline of %s excuses single checks, never a whole scenario', (revision) => {
  const lines = readFileSync(baselineOf(revision), 'utf8').trimEnd().split('\n');
  const entries = lines.filter((line) => !/^ *#|^server:$/.test(line));
  expect(entries.filter((entry) => !/^ {2}- [\w-]+:[\w.$-]+$/.test(entry))).toEqual([]);
});
