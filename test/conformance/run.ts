/** `npm run conformance`: the official suite against the service, with the suite's fixtures and as it is shipped. */
import { startSubject } from './subject.ts';
import { everything, REVISIONS, required, runSuite } from './suite.ts';

interface Run {
  readonly name: string;
  readonly kind: 'with fixtures' | 'shipped';
  readonly wishes: readonly string[];
  readonly suite?: 'before';
}

const RUNS: readonly Run[] = [
  ...REVISIONS.map((revision): Run => {
    return { name: `${revision}: what is required`, kind: 'with fixtures', wishes: required(revision) };
  }),
  { name: 'the suite from before 2026: all of it', kind: 'with fixtures', wishes: ['--suite', 'all'], suite: 'before' },
  ...REVISIONS.map((revision): Run => {
    return { name: `${revision}: all but the baseline`, kind: 'shipped', wishes: everything(revision) };
  }),
];

const failed: string[] = [];
for (const { name, kind, wishes, suite } of RUNS) {
  const subject = await startSubject(kind);
  const { code, summary } = await runSuite(subject.url, wishes, suite);
  const ended = await subject.end();
  console.log(`\n##### ${name} (${kind})\n${summary.trimEnd()}\n##### exit ${code}; the service ended with ${ended}`);
  if (code !== 0 || ended !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll runs passed.' : `\nFailed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
