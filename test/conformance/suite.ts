import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The suite of today, and the last one from before the protocol of 2026. */
const SUITES = {
  today: '@modelcontextprotocol/conformance',
  before: 'conformance-2025',
} as const;

const programOf = (suite: keyof typeof SUITES) =>
  fileURLToPath(new URL(`../../node_modules/${SUITES[suite]}/dist/index.js`, import.meta.url));

export const REVISIONS = ['2026-07-28', '2025-11-25'] as const;
export type Revision = (typeof REVISIONS)[number];

interface Verdict {
  readonly code: number | null;
  /** From the summary on. */
  readonly summary: string;
}

/** What a revision requires, as it was frozen: nothing is excused. */
export const required = (revision: Revision) => ['--requirements', revision];

/** Everything that there is for a revision, but for the checks that the baseline excuses; one that passes is refused there. */
export const everything = (revision: Revision) => [
  ...['--suite', 'all', '--spec-version', revision],
  ...['--expected-failures', baselineOf(revision)],
];

export function baselineOf(revision: Revision): string {
  return fileURLToPath(new URL(`baseline-${revision}.yml`, import.meta.url));
}

/** Runs the official suite against a server. */
export async function runSuite(
  url: string,
  wishes: readonly string[],
  suite: keyof typeof SUITES = 'today',
): Promise<Verdict> {
  const child = spawn(process.execPath, [programOf(suite), 'server', '--url', url, ...wishes]);
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, summary: said.slice(Math.max(0, said.indexOf('=== SUMMARY ==='))) };
}
