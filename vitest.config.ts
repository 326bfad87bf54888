import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error('The tests need the Node that npm scripts use: run `npm test`, not vitest itself.');
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/summary.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
