import { defineConfig } from 'vitest/config';
import { ABOUT_POSTGRES, ABOUT_SQLITE, WITHOUT_DATABASE } from './test/databases.ts';

if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error('The tests need the Node that npm scripts use: run `npm test`, not vitest itself.');
}

const isServerGiven = (process.env.TEST_DATABASE_URL ?? '') !== '';

const everywhere = {
  include: ['test/**/*.test.ts'],
  // What has to happen some time is waited for also where a machine is busy with other things.
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/summary.ts'],
    // On a server that all tests share, a transaction that one leaves open holds up what another is told of changes.
    maxWorkers: isServerGiven ? 1 : 2,
    projects: [
      { test: { ...everywhere, name: 'sqlite', testTimeout: 30_000, exclude: [...ABOUT_POSTGRES] } },
      {
        test: {
          ...everywhere,
          name: 'postgres',
          // Each statement of a long test crosses to another process and back.
          testTimeout: 120_000,
          exclude: [...ABOUT_SQLITE, ...WITHOUT_DATABASE],
          globalSetup: ['test/support/postgres/setup.ts'],
        },
      },
    ],
  },
});
