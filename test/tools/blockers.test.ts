import { afterEach, expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, idsOf, numbered } from '../support/tasks.ts';

let session: Session;

/** A list of that many tasks, of which some wait for others. */
async function listOf(count: number, blocked: Readonly<Record<number, readonly number[]>> = {}): Promise<Session> {
  session = await openSession();
  await addAll(session, numbered(count));
  for (const [id, blocked_by] of Object.entries(blocked))
    await session.text('update_task', { task_id: Number(id), blocked_by });
  return session;
}

const ready = () => idsOf(session, 'list_tasks', { status: 'ready' });

afterEach(async () => {
  expect(await audit(session.database)).toEqual([]);
});

test('a task that waits says for which, in its line and in its row, until they are completed', async () => {
  await listOf(2);
  await session.text('add_task', { title: 'Ship it', blocked_by: [2, 1, 2] });
  expect(await session.text('list_tasks')).toContain('○ #3: Ship it [medium] blocked by #1, #2');
  expect(await session.data('get_task', { task_id: 3 })).toMatchObject({
    task: { blocked_by: [1, 2] },
    blockers: [{ id: 1 }, { id: 2 }],
  });
  await session.text('complete_task', { task_id: 1 });
  expect(await session.text('list_tasks')).toContain('○ #3: Ship it [medium] blocked by #2');
  expect(await session.data('list_tasks', { status: 'ready' })).toMatchObject({ tasks: [{ id: 2 }] });
  expect(await session.text('get_task', { task_id: 1 })).toContain('Blocks:\n○ #3: Ship it [medium]');
});

test('completing says what became ready, and nothing of what still waits', async () => {
  await listOf(5, { 2: [1], 3: [1], 4: [1, 5] });
  expect(await session.data('complete_task', { task_id: 1 })).toMatchObject({ now_ready: [2, 3] });
  expect(await session.text('complete_task', { task_id: 5 })).toBe('Task #5 completed.\nNow ready: #4.');
  expect(await ready()).toEqual([2, 3, 4]);
});

test('completing again says nothing of what became ready before', async () => {
  await listOf(2, { 2: [1] });
  await session.text('complete_task', { task_id: 1 });
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.');
});

test('a task may be completed before its blockers, which are then named', async () => {
  await listOf(3, { 3: [1, 2] });
  expect(await session.text('complete_task', { task_id: 3 })).toBe('Task #3 completed.\nStill open: blockers #1, #2.');
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.');
});

test('many that became ready are named in part', async () => {
  await listOf(26, Object.fromEntries(Array.from({ length: 25 }, (_, index) => [index + 2, [1]])));
  const text = await session.text('complete_task', { task_id: 1 });
  expect(text).toMatch(/\nNow ready: #2, .*#21, and 5 more\.$/);
});

test('a reopened blocker blocks again', async () => {
  await listOf(2, { 2: [1] });
  await session.text('complete_task', { task_id: 1 });
  await session.text('update_task', { task_id: 1, status: 'pending' });
  expect(await ready()).toEqual([1]);
  await session.text('update_task', { task_id: 1, status: 'in_progress' });
  expect(await ready()).toEqual([]);
});

test('a deleted blocker frees what waited for it', async () => {
  await listOf(2, { 2: [1] });
  await session.text('delete_task', { task_id: 1, include_subtasks: true });
  expect(await ready()).toEqual([2]);
  expect(await session.text('list_tasks')).toBe('○ #2: Task 2 [medium]');
});

test('a deleted blocker does not stand in the way of others', async () => {
  await listOf(3, { 3: [1] });
  await session.text('delete_task', { task_id: 1, include_subtasks: true });
  const { task } = await session.data('get_task', { task_id: 3 });
  expect(task).toMatchObject({ blocked_by: [1] });
  await session.text('update_task', { task_id: 3, blocked_by: [1, 2] });
  expect(await session.text('list_tasks')).toContain('○ #3: Task 3 [medium] blocked by #2');
  expect(await session.failure('update_task', { task_id: 2, blocked_by: [1] })).toContain('names #1, which is no task');
});

test('blockers are set as a whole, and null clears them', async () => {
  await listOf(4, { 4: [1, 2] });
  expect(await session.text('update_task', { task_id: 4, blocked_by: [3, 2] })).toBe(
    'Task #4 updated: blocked_by +#3 −#1',
  );
  expect(await session.text('update_task', { task_id: 4, blocked_by: [2, 3, 3] })).toBe('Task #4 unchanged.');
  await session.text('update_task', { task_id: 4, blocked_by: null });
  expect(await ready()).toEqual([1, 2, 3, 4]);
});

test.each([
  [{ 1: [] }, 1, [1], '#1 → #1'],
  [{ 2: [1] }, 1, [2], '#1 → #2 → #1'],
  [{ 2: [1], 3: [2, 4] }, 1, [4, 3], '#1 → #3 → #2 → #1'],
] as const)('a cycle is refused by naming it, round %#', async (blocked, task_id, blocked_by, cycle) => {
  await listOf(4, blocked);
  expect(await session.failure('update_task', { task_id, blocked_by, title: 'Renamed' })).toBe(
    `Error: blocked_by would make a cycle, in which each waits for the next: ${cycle}\nLeave out the blocker that waits for the task itself.`,
  );
  expect(await session.data('get_task', { task_id })).toMatchObject({
    task: { title: `Task ${task_id}`, blocked_by: [] },
  });
});

test('a cycle over completed tasks is one too, since they may be reopened', async () => {
  await listOf(2, { 2: [1] });
  await session.text('complete_task', { task_id: 2 });
  expect(await session.failure('update_task', { task_id: 1, blocked_by: [2] })).toContain('#1 → #2 → #1');
});

test('a long chain can be extended at its end, not closed', async () => {
  await listOf(100);
  for (let id = 2; id <= 100; id++) await session.text('update_task', { task_id: id, blocked_by: [id - 1] });
  expect(await session.failure('update_task', { task_id: 1, blocked_by: [100] })).toContain('#1 → #100 → #99');
  expect(await ready()).toEqual([1]);
});

test('unknown and deleted tasks block nothing and are named', async () => {
  await listOf(2);
  await session.text('delete_task', { task_id: 2 });
  expect(await session.failure('add_task', { title: 'Ship it', blocked_by: [1, 2, 9] })).toContain(
    'Error: blocked_by names #2, #9, which are no tasks\n',
  );
  expect(await session.failure('update_task', { task_id: 1, blocked_by: [9] })).toContain(
    'Error: blocked_by names #9, which is no task\n',
  );
  expect(
    await session.failure('add_tasks', { tasks: [{ title: 'Ship it' }, { title: 'More', blocked_by: [9] }] }),
  ).toContain('Error: tasks[1].blocked_by names #9');
  expect(await ready()).toEqual([1]);
});

test.each([
  [{ blocked_by: 1 }, 'blocked_by must be a list, not 1'],
  [{ blocked_by: ['1'] }, 'blocked_by[0] must be a whole number, not "1"'],
  [{ blocked_by: [0] }, 'blocked_by[0] must be at least 1, not 0'],
  [
    { blocked_by: Array.from({ length: 51 }, (_, index) => index + 1) },
    'blocked_by must have at most 50 entries, not 51',
  ],
])('what is no list of tasks is refused, round %#', async (args, message) => {
  await listOf(1);
  expect(await session.failure('add_task', { title: 'Ship it', ...args })).toContain(`Error: ${message}\n`);
});

test('tasks of one call name each other by refs, before and after, and get their numbers as listed', async () => {
  await listOf(1);
  const tasks = [
    { title: 'Ship', ref: 'ship', blocked_by: ['build', 'test', 1] },
    { title: 'Build', ref: 'build' },
    { title: 'Test', ref: 'test', blocked_by: ['build'] },
  ];
  expect(await session.text('add_tasks', { tasks })).toBe('Created 3 tasks:\n#2: Ship\n#3: Build\n#4: Test');
  expect(await session.text('list_tasks')).toBe(`○ #1: Task 1 [medium]
○ #2: Ship [medium] blocked by #1, #3, #4
○ #3: Build [medium]
○ #4: Test [medium] blocked by #3`);
  expect(await session.text('add_task', { title: 'Next' })).toBe('Created task #5: Next (medium)');
});

test.each([
  [[{ ref: 'a', blocked_by: ['a'] }], 'blocked_by makes a cycle of refs: a → a'],
  [
    [
      { ref: 'a', blocked_by: ['b'] },
      { ref: 'b', blocked_by: ['c'] },
      { ref: 'c', blocked_by: ['b'] },
    ],
    'blocked_by makes a cycle of refs: b → c → b',
  ],
  [[{ ref: 'a' }, { ref: 'a' }], 'tasks[1].ref "a" is used twice'],
  [[{ ref: 'a' }, { blocked_by: ['b'] }], 'tasks[1].blocked_by names "b": the refs are a'],
  [[{ blocked_by: ['b'] }], 'tasks[0].blocked_by names "b": no task of this call has a ref'],
  [[{ ref: '' }], 'tasks[0].ref must be 1–50 characters'],
  [[{ blocked_by: [1.5] }], 'tasks[0].blocked_by[0] must be the id of a task, or a ref of this call'],
])('refs that lead nowhere or round are refused, and nothing is added, round %#', async (tasks, message) => {
  await listOf(0);
  const titled = tasks.map((task) => ({ title: 'Task', ...task }));
  expect(await session.failure('add_tasks', { tasks: titled })).toContain(`Error: ${message}`);
  expect(await session.text('list_tasks')).toBe('No tasks found.');
});
