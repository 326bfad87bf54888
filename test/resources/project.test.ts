import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll } from '../support/tasks.ts';

async function withProjects() {
  const session = await openSession();
  await addAll(session, [
    { title: 'Design it', project: 'web' },
    { title: 'Build it', project: 'web-shop' },
    { title: 'Ship it', project: 'web' },
    { title: 'Rent it', project: '東京' },
    { title: 'Drop it', project: 'old' },
    { title: 'Forget it' },
  ]);
  await session.text('complete_task', { task_id: 3 });
  await session.text('delete_task', { task_id: 5 });
  return session;
}

test('a project is all of its tasks, completed ones too', async () => {
  const session = await withProjects();
  expect(await session.resource('tasks://project/web')).toMatchObject([
    { id: 1, project: 'web', completed: false },
    { id: 3, project: 'web', completed: true },
  ]);
  expect(await session.resource('tasks://project/WEB')).toMatchObject([{ id: 1 }, { id: 3 }]);
  expect(await session.resource(`tasks://project/${encodeURIComponent('東京')}`)).toMatchObject([{ id: 4 }]);
});

test('a project whose tasks are all gone is empty, one that never was is an error', async () => {
  const session = await withProjects();
  expect(await session.resource('tasks://project/old')).toEqual([]);
  await expect(session.client.readResource({ uri: 'tasks://project/wbe' })).rejects.toMatchObject({
    code: -32602,
    message: 'Project "wbe" not found.',
    data: { uri: 'tasks://project/wbe' },
  });
});

test('what cannot be a project is refused with the rule', async () => {
  const { client } = await openSession();
  await expect(client.readResource({ uri: 'tasks://project/a%20b' })).rejects.toMatchObject({
    code: -32602,
    message: 'project must be 1–50 letters, digits, ".", "_" or "-", such as "web-shop", not "a b"',
  });
});

test.each([
  ['', ['old', 'web', 'web-shop', '東京']],
  ['we', ['web', 'web-shop']],
  ['WEB-', ['web-shop']],
  ['東', ['東京']],
  ['x', []],
  ["'", []],
  ['%', []],
])('the name of a project that begins with %j is completed by %o', async (value, names) => {
  const { client } = await withProjects();
  expect(
    await client.complete({
      ref: { type: 'ref/resource', uri: 'tasks://project/{name}' },
      argument: { name: 'name', value },
    }),
  ).toMatchObject({ completion: { values: names } });
});
