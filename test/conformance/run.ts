/** `npm run conformance`: the official suite against the service, with the suite's fixtures and as it is shipped. */
import { startSubject } from './subject.ts';
import { everything, REVISIONS, required, runSuite } from './suite.ts';

const RUNS = [
  { kind: 'with fixtures', set: 'what is required', wishesFor: required },
  { kind: 'shipped', set: 'all but the baseline', wishesFor: everything },
] as const;

const failed: string[] = [];
for (const { kind, set, wishesFor } of RUNS) {
  for (const revision of REVISIONS) {
    const name = `${revision}, ${kind}: ${set}`;
    const subject = await startSubject(kind);
    const { code, summary } = await runSuite(subject.url, wishesFor(revision));
    const ended = await subject.end();
    console.log(`\n##### ${name}\n${summary.trimEnd()}\n##### exit ${code}; the service ended with ${ended}`);
    if (code !== 0 || ended !== 0) failed.push(name);
  }
}
console.log(failed.length === 0 ? '\nAll runs passed.' : `\nFailed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
