import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

test('statistics as a resource are those of the tool', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(3, (n) => ({ priority: n === 1 ? 'high' : 'low' })),
  );
  await session.text('complete_task', { task_id: 1 });
  expect(await session.resource('tasks://stats')).toEqual(await session.data('get_task_stats'));
  expect(await session.resource('tasks://stats')).toEqual({
    total: 3,
    completed: 1,
    pending: 2,
    in_progress: 0,
    by_priority: { low: 2, medium: 0, high: 1 },
  });
});
