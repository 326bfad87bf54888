import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

test('a task is given with its whole description, its notes and its changes', async () => {
  const session = await openSession();
  const description = 'x'.repeat(20_000);
  const text = 'y'.repeat(5_000);
  await session.text('add_task', { title: 'Review PR', description });
  await session.text('update_task', { task_id: 1, note: text });
  expect(await session.resource('tasks://task/1')).toMatchObject({
    task: { id: 1, description },
    notes: [{ text }],
    changes: [{ kind: 'note.added' }, { kind: 'task.created' }],
  });
});

test('an unknown or deleted task is an error that carries the URI', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  for (const id of [1, 9])
    await expect(session.client.readResource({ uri: `tasks://task/${id}` })).rejects.toMatchObject({
      code: -32602,
      message: `Task #${id} not found.`,
      data: { uri: `tasks://task/${id}` },
    });
});

test.each(['x', '0', '-1', '1.5', '%231', '9'.repeat(17), '9007199254740993'])(
  'the number %s of a task is refused',
  async (id) => {
    const { client } = await openSession();
    await expect(client.readResource({ uri: `tasks://task/${id}` })).rejects.toMatchObject({
      code: -32602,
      message: `id must be the number of a task, not ${JSON.stringify(decodeURIComponent(id))}`,
    });
  },
);

async function completions(beginning: string, count: number) {
  const session = await openSession();
  await addAll(session, numbered(count));
  await session.text('delete_task', { task_id: 2 });
  const { completion } = await session.client.complete({
    ref: { type: 'ref/resource', uri: 'tasks://task/{id}' },
    argument: { name: 'id', value: beginning },
  });
  return completion.values;
}

test('the number of a task is completed from how it begins, shorter ones first', async () => {
  expect(await completions('1', 120)).toEqual(
    [1, ...Array.from({ length: 10 }, (_, n) => 10 + n), ...Array.from({ length: 21 }, (_, n) => 100 + n)].map(String),
  );
  expect(await completions('#2', 30)).toEqual(['20', '21', '22', '23', '24', '25', '26', '27', '28', '29']);
});

test('an empty beginning is completed by the first hundred tasks, one that is no number by none', async () => {
  expect(await completions('', 120)).toHaveLength(100);
  for (const beginning of ['x', '0', '1x', '-1']) expect(await completions(beginning, 3)).toEqual([]);
});
