import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

test('open tasks are those that are not completed, whole and by number', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(4, () => ({ description: 'Details.' })),
  );
  await session.text('complete_task', { task_id: 2 });
  await session.text('update_task', { task_id: 3, status: 'in_progress' });
  await session.text('delete_task', { task_id: 4 });
  expect(await session.resource('tasks://open')).toEqual([
    expect.objectContaining({ id: 1, status: 'pending', description: 'Details.' }),
    expect.objectContaining({ id: 3, status: 'in_progress', description: 'Details.' }),
  ]);
});
