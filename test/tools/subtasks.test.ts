import { afterEach, expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

let session: Session;

/** A list of that many tasks, of which some are parts of others. */
async function listOf(count: number, parents: Readonly<Record<number, number>> = {}): Promise<Session> {
  session = await openSession();
  await addAll(session, numbered(count));
  for (const [id, parent_id] of Object.entries(parents))
    await session.text('update_task', { task_id: Number(id), parent_id });
  return session;
}

afterEach(async () => {
  expect(await audit(session.database)).toEqual([]);
});

test('a subtask says what it is part of, and a task which subtasks it has', async () => {
  await listOf(1);
  await session.text('add_task', { title: 'Tiles', parent_id: 1 });
  expect(await session.text('list_tasks')).toContain('○ #2: Tiles [medium] part of #1');
  expect(await session.data('list_tasks')).toMatchObject({ tasks: [{ id: 1 }, { id: 2, parent_id: 1 }] });
  expect(await session.text('get_task', { task_id: 1 })).toContain('Subtasks:\n○ #2: Tiles [medium] part of #1');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ subtasks: [{ id: 2 }] });
});

test('moving a subtask says from where and to where; null makes it stand alone', async () => {
  await listOf(3, { 3: 1 });
  expect(await session.text('update_task', { task_id: 3, parent_id: 2 })).toBe('Task #3 updated: parent_id #1 → #2');
  expect(await session.text('update_task', { task_id: 3, parent_id: null })).toBe(
    'Task #3 updated: parent_id #2 → none',
  );
  expect(await session.data('get_task', { task_id: 2 })).not.toHaveProperty('subtasks');
});

test('completing a task names the subtasks that are still open, and does not complete them', async () => {
  await listOf(4, { 2: 1, 3: 1, 4: 3 });
  await session.text('complete_task', { task_id: 2 });
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.\nStill open: subtask #3.');
  expect(await session.text('get_task_stats')).toContain('4 total, 2 done');
});

test('blockers and subtasks that are open are named in one line', async () => {
  await listOf(4, { 3: 2, 4: 2 });
  await session.text('update_task', { task_id: 2, blocked_by: [1, 3] });
  expect(await session.text('complete_task', { task_id: 2 })).toBe(
    'Task #2 completed.\nStill open: blockers #1, #3; subtasks #3, #4.',
  );
});

test.each([
  [{}, 1, 1, '#1 → #1'],
  [{ 2: 1 }, 1, 2, '#1 → #2 → #1'],
  [{ 2: 1, 3: 2 }, 1, 3, '#1 → #3 → #2 → #1'],
])('a task cannot stand below itself, round %#', async (parents, task_id, parent_id, cycle) => {
  await listOf(3, parents);
  expect(await session.failure('update_task', { task_id, parent_id })).toBe(
    `Error: parent_id would make a cycle: ${cycle}\nChoose a parent that is not below the task itself.`,
  );
});

test('a parent that is not there is named', async () => {
  await listOf(1);
  for (const [tool, args, field] of [
    ['add_task', { title: 'Tiles', parent_id: 9 }, 'parent_id'],
    ['update_task', { task_id: 1, parent_id: 9 }, 'parent_id'],
    ['add_tasks', { tasks: [{ title: 'Tiles', parent_id: 9 }] }, 'tasks[0].parent_id'],
  ] as const)
    expect(await session.failure(tool, args)).toContain(`Error: ${field} names #9, which is no task\n`);
  expect(await session.data('list_tasks')).toMatchObject({ total: 1 });
});

test('a whole tree comes in one call, its parent first or last', async () => {
  await listOf(1);
  const tasks = [
    { title: 'Tiles', parent_id: 'roof' },
    { title: 'Roof', ref: 'roof', parent_id: 'house' },
    { title: 'House', ref: 'house', parent_id: 1 },
  ];
  expect(await session.text('add_tasks', { tasks })).toBe('Created 3 tasks:\n#2: Tiles\n#3: Roof\n#4: House');
  expect(await session.text('list_tasks')).toContain(
    '#2: Tiles [medium] part of #3\n○ #3: Roof [medium] part of #4\n○ #4: House [medium] part of #1',
  );
});

test('a parent may wait for its subtask: both come in one call', async () => {
  await listOf(0);
  const tasks = [
    { title: 'House', ref: 'house', blocked_by: ['roof'] },
    { title: 'Roof', ref: 'roof', parent_id: 'house' },
  ];
  await session.text('add_tasks', { tasks });
  expect(await session.text('list_tasks')).toBe('○ #1: House [medium] blocked by #2\n○ #2: Roof [medium] part of #1');
  expect(await session.text('complete_task', { task_id: 2 })).toBe('Task #2 completed.\nNow ready: #1.');
});

test('refs of parents that lead round are refused, and nothing is added', async () => {
  await listOf(0);
  const tasks = [
    { title: 'House', ref: 'house', parent_id: 'roof' },
    { title: 'Roof', ref: 'roof', parent_id: 'house' },
  ];
  expect(await session.failure('add_tasks', { tasks })).toContain(
    'Error: parent_id makes a cycle of refs: house → roof → house',
  );
  expect(await session.text('list_tasks')).toBe('No tasks found.');
});

test('a subtask has a project of its own', async () => {
  await listOf(1);
  await session.text('add_task', { title: 'Tiles', parent_id: 1, project: 'web' });
  expect(await session.text('list_tasks', { project: 'web' })).toBe('○ #2: Tiles [medium] +web part of #1');
});
