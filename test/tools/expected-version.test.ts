import { afterEach, expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';

let ada: Session;
let bob: Session;

/** A task that both have seen in its first version. */
async function sharedTask() {
  ada = await openSession({ env: { TASK_ACTOR: 'ada' } });
  bob = await openSession({ database: ada.database, env: { TASK_ACTOR: 'bob' } });
  await ada.text('add_task', { title: 'Review PR', priority: 'low', tags: ['api'] });
}

const taskOf = async () => (await ada.data('get_task', { task_id: 1 })).task;

afterEach(async () => {
  expect(await audit(ada.database)).toEqual([]);
});

test('patches of different fields that were made for the same version merge', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, priority: 'high', expected_version: 1 });
  expect(await bob.text('update_task', { task_id: 1, due: '2026-11-25', expected_version: 1 })).toBe(
    'Task #1 updated: due none → 2026-11-25',
  );
  expect(await taskOf()).toMatchObject({ priority: 'high', due: '2026-11-25', version: 3 });
});

test('a field that was changed since is a conflict that says by whom and what it is now', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, priority: 'high', title: 'Review it', expected_version: 1 });
  const result = await bob.call('update_task', {
    task_id: 1,
    priority: 'medium',
    due: '2026-11-25',
    expected_version: 1,
  });
  expect(result).toMatchObject({
    isError: true,
    _meta: { 'task-manager/error': 'conflict' },
    content: [
      {
        text: 'Error: task #1 has moved on to version 2, last by ada: priority is now "high"; nothing was changed\nIf your change still applies, call again with expected_version 2.',
      },
    ],
  });
  expect(await taskOf()).toMatchObject({ priority: 'high', due: null, version: 2 });
  await bob.text('update_task', { task_id: 1, priority: 'medium', expected_version: 2 });
  expect(await taskOf()).toMatchObject({ priority: 'medium', version: 3 });
});

test('every field in conflict is named, lists and cleared ones too', async () => {
  await sharedTask();
  await ada.text('add_task', { title: 'First' });
  await ada.text('update_task', { task_id: 1, tags: ['ui'], blocked_by: [2], status: 'in_progress' });
  const stale = { tags: null, blocked_by: null, status: 'completed', assignee: 'bob', expected_version: 1 };
  expect(await bob.failure('update_task', { task_id: 1, ...stale })).toContain(
    'last by ada: status is now "in_progress", tags is now ["ui"], blocked_by is now [2]; nothing was changed',
  );
});

test('a field that was changed and changed back is a conflict still', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await ada.text('update_task', { task_id: 1, priority: 'low' });
  expect(await bob.failure('update_task', { task_id: 1, priority: 'medium', expected_version: 1 })).toContain(
    'moved on to version 3',
  );
  await bob.text('update_task', { task_id: 1, priority: 'medium', expected_version: 3 });
});

test('completing in between is a conflict for the status alone', async () => {
  await sharedTask();
  await ada.text('complete_task', { task_id: 1 });
  await bob.text('update_task', { task_id: 1, title: 'Review the PR', expected_version: 1 });
  expect(await bob.failure('update_task', { task_id: 1, status: 'in_progress', expected_version: 1 })).toContain(
    'status is now "completed"',
  );
});

test('a note alone fits any version', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, priority: 'high', note: 'Urgent.' });
  expect(await bob.text('update_task', { task_id: 1, note: 'Seen.', expected_version: 1 })).toBe(
    'Task #1 updated: note added',
  );
});

test('a conflict over a long text says how the text begins', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, description: 'long '.repeat(10_000) });
  const says = await bob.failure('update_task', { task_id: 1, description: 'short', expected_version: 1 });
  expect(says).toContain('description is now "long long ');
  expect(says).toContain('…"; nothing was changed');
  expect(says.length).toBeLessThan(500);
});

test('without a version the last one to write wins', async () => {
  await sharedTask();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await bob.text('update_task', { task_id: 1, priority: 'medium' });
  expect(await taskOf()).toMatchObject({ priority: 'medium' });
});

test.each([
  [7, 'expected_version 7 is not there yet: task #1 has version 1'],
  ['1', 'expected_version must be a whole number, not "1"'],
])('the version %j, which the task never had, is refused', async (expected_version, message) => {
  await sharedTask();
  expect(await bob.failure('update_task', { task_id: 1, priority: 'high', expected_version })).toContain(
    `Error: ${message}\n`,
  );
});

test('of many who change the same field of the same version one succeeds', async () => {
  await sharedTask();
  const sessions = await Promise.all(
    Array.from({ length: 4 }, (_, n) =>
      openSession({ database: ada.database, over: 'stdio', env: { TASK_ACTOR: `agent-${n}` } }),
    ),
  );
  const results = await Promise.all(
    sessions.map((session, n) => session.call('update_task', { task_id: 1, assignee: `a${n}`, expected_version: 1 })),
  );
  expect(results.filter(({ isError }) => isError !== true)).toHaveLength(1);
  expect(await taskOf()).toMatchObject({ version: 2 });
});
