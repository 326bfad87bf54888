/**
 * Tests of what only a file can be: its place and rights, its damage and its copies, its one lock, the log beside it,
 * the versions that older programs left.
 */
export const ABOUT_SQLITE = ['test/**/sqlite/**'];

/** Tests of what only a Postgres can be. */
export const ABOUT_POSTGRES = ['test/**/postgres/**'];

/** Tests that no database has a part in; once is enough. Whatever reads or writes a task runs on both. */
export const WITHOUT_DATABASE = [
  // The code itself, its package, its documents, and what the tools say of themselves.
  'test/boundaries.test.ts',
  'test/conformance/**',
  'test/e2e/pack.test.ts',
  'test/e2e/readme.test.ts',
  'test/telemetry/documents.test.ts',
  // Files of hosts, and formats.
  'test/cli/install.test.ts',
  'test/hosts/**',
  'test/interop/**',
  // Functions from values to values.
  'test/cli/completion.test.ts',
  'test/cli/consent.test.ts',
  'test/cli/progress.test.ts',
  'test/domain/due.test.ts',
  'test/domain/words.test.ts',
  'test/http/auth-mode.test.ts',
  'test/storage/database-url.test.ts',
  'test/webhooks/{address-kind,egress-rules,endpoint-url,formats,hostile-urls,post,sign,verdict}.test.ts',
];
