import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startedWatch } from '../support/watching.ts';

test('watch prints the changes of other processes as they happen, and ends on interrupt', async () => {
  const { child, change } = await startedWatch();
  expect(change).toMatchObject({
    kind: 'task.created',
    after: { title: 'While watched' },
  });
  child.kill('SIGINT');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});
