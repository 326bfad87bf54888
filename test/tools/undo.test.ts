import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { newFolder } from '../support/folder.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

const FULL = {
  title: 'Review PR',
  description: 'Look at the indexes.',
  priority: 'high',
  project: 'web',
  tags: ['api', 'sql'],
  due: '2026-11-25',
  assignee: 'ada',
};

async function withTask(fields: Record<string, unknown> = { title: 'Review PR' }): Promise<Session> {
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', fields);
  return session;
}

/** All that is told of a task but its history. */
async function taskOf(session: Session, task_id = 1): Promise<Record<string, unknown>> {
  const { task, notes } = await session.data('get_task', { task_id });
  const { version: _, updated_at: __, ...same }: Record<string, unknown> = { ...(task as object) };
  return { ...same, notes };
}

test.each([
  [{ title: 'Merge PR' }, 'title "Merge PR" → "Review PR"'],
  [{ description: null }, 'description changed'],
  [{ priority: 'low' }, 'priority low → high'],
  [{ status: 'in_progress' }, 'status in_progress → pending'],
  [{ project: 'ios' }, 'project ios → web'],
  [{ tags: ['ui'] }, 'tags +#api +#sql −#ui'],
  [{ due: null }, 'due none → 2026-11-25'],
  [{ assignee: 'bob' }, 'assignee bob → ada'],
  [{ parent_id: 2 }, 'parent_id #2 → none'],
  [{ blocked_by: [2] }, 'blocked_by −#2'],
  [{ priority: 'low', note: 'Not urgent.' }, 'note removed, priority low → high'],
])('an update with %o is undone', async (patch, text) => {
  const session = await withTask(FULL);
  await session.text('add_task', { title: 'Other' });
  const before = await taskOf(session);
  await session.text('update_task', { task_id: 1, ...patch });
  expect(await session.text('undo', { change_id: 3 })).toBe(
    `Undone change 3: #1 ${text}. To redo: undo change ${'note' in patch ? 5 : 4}.`,
  );
  expect(await taskOf(session)).toEqual(before);
  expect(await audit(session.database)).toEqual([]);
});

test('completing is undone, and reopening brings back the time of completion', async () => {
  const session = await withTask();
  const pending = await taskOf(session);
  await session.text('complete_task', { task_id: 1 });
  const completed = await taskOf(session);
  await session.text('update_task', { task_id: 1, status: 'pending' });
  expect(await session.text('undo')).toBe('Undone change 3: #1 status pending → completed. To redo: undo change 4.');
  expect(await taskOf(session)).toEqual(completed);
  await session.text('undo');
  expect(await taskOf(session)).toEqual(pending);
  expect(await audit(session.database)).toEqual([]);
});

test('a deleted task comes back with all it had: tags, blockers, subtasks, notes, words to find it by', async () => {
  const session = await withTask(FULL);
  await addAll(session, [{ title: 'First' }, { title: 'Above' }]);
  await session.text('update_task', { task_id: 1, blocked_by: [2], parent_id: 3, note: 'Waiting for the key.' });
  await session.text('add_task', { title: 'After', blocked_by: [1] });
  const before = await taskOf(session);
  const { change_id } = await session.data('delete_task', { task_id: 1, include_subtasks: true });
  expect(await session.text('list_tasks', { status: 'ready' })).toContain('#4: After');
  expect(await session.text('undo', { change_id })).toBe(
    `Undone change ${change_id}: #1 restored: Review PR. To redo: undo change 8.`,
  );
  expect(await taskOf(session)).toEqual(before);
  expect(await session.text('list_tasks', { tag: 'sql' })).toContain('#1');
  expect(await session.text('list_tasks', { status: 'ready' })).not.toContain('#4');
  expect(await session.text('search_tasks', { query: 'waiting key' })).toContain('#1');
  expect(await audit(session.database)).toEqual([]);
});

test('an added task is deleted, and the number of another is never its own', async () => {
  const session = await withTask();
  expect(await session.text('undo')).toBe('Undone change 1: #1 deleted: Review PR. To redo: undo change 2.');
  expect(await session.text('list_tasks')).toBe('No tasks found.');
  expect(await session.text('add_task', { title: 'Other' })).toContain('#2');
  expect(await audit(session.database)).toEqual([]);
});

test('any change of a call stands for all that the call did, a line for each task', async () => {
  const session = await withTask();
  const tasks = [
    { title: 'Ship it', ref: 'c', blocked_by: ['d'] },
    { title: 'Build it', ref: 'd', parent_id: 'c' },
  ];
  await session.text('add_tasks', { tasks });
  expect(await session.text('undo', { change_id: 3 })).toBe(
    'Undone change 2:\n#2 deleted: Ship it\n#3 deleted: Build it\nTo redo: undo change 4.',
  );
  expect(await session.text('list_tasks')).toBe('○ #1: Review PR [medium]');
  expect(await audit(session.database)).toEqual([]);
});

test('many tasks are told as far as the answer may be long', async () => {
  const session = await openSession({ env: { TASK_TITLE_MAX: '200' } });
  const tasks = numbered(60, (n) => ({ title: `Task ${n} `.padEnd(200, 'x') }));
  await session.text('add_tasks', { tasks });
  expect(await session.text('undo')).toMatch(/\nand 25 more tasks\nTo redo: undo change 61\.$/);
  expect(await audit(session.database)).toEqual([]);
});

test("without a change it is the caller's newest that holds, be others' newer", async () => {
  const ada = await withTask();
  const bob = await openSession({ database: ada.database, env: { TASK_ACTOR: 'bob' } });
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await bob.text('add_task', { title: 'Other' });
  expect(await ada.text('undo')).toMatch('Undone change 2: ');
  expect(await ada.text('undo')).toMatch('Undone change 1: ');
  expect(await ada.failure('undo')).toBe(
    'None of the last 10000 changes is one by ada that could be undone.\nget_changes shows the ids of changes.',
  );
  expect(await ada.text('list_tasks')).toBe('○ #2: Other [medium]');
  expect(await audit(ada.database)).toEqual([]);
});

test("another's change can be undone by its id, and the log says who did it", async () => {
  const ada = await withTask();
  const bob = await openSession({ database: ada.database, env: { TASK_ACTOR: 'bob' } });
  await bob.text('update_task', { task_id: 1, priority: 'high' });
  await ada.text('undo', { change_id: 2 });
  expect(await ada.text('get_changes', { since: 2 })).toMatch(
    /^3 \S+ ada updated #1: priority high → medium \(undo of 2\)\ncursor: 3$/,
  );
  expect(await ada.text('get_task', { task_id: 1 })).toContain('priority high → medium (undo of 2)');
});

test('an unknown change is told so, with the way to the ids', async () => {
  const session = await withTask();
  expect(await session.failure('undo', { change_id: 9 })).toBe(
    'Change 9 not found.\nget_changes shows the ids of changes.',
  );
});

test('programs get what became of each task, and the id of the undo', async () => {
  const session = await withTask();
  await session.text('update_task', { task_id: 1, priority: 'high', note: 'Begun.' });
  expect(await session.data('undo')).toEqual({
    reverted: [
      { task_id: 1, kind: 'note.removed' },
      { task_id: 1, kind: 'task.updated', before: { priority: 'high' }, after: { priority: 'medium' } },
    ],
    change_id: 4,
  });
  expect(await session.data('undo', { change_id: 1 })).toEqual({
    reverted: [{ task_id: 1, kind: 'task.deleted', title: 'Review PR' }],
    change_id: 6,
  });
});

test('a call with a key undoes once, however often it is sent', async () => {
  const session = await withTask();
  await session.text('update_task', { task_id: 1, priority: 'high' });
  const first = await session.text('undo', { idempotency_key: 'k1' });
  expect(await session.text('undo', { idempotency_key: 'k1' })).toBe(first);
  expect(await session.text('list_tasks')).toBe('○ #1: Review PR [medium]');
});

test('an import is undone with the notes that it brought, and redone', async () => {
  const file = join(newFolder(), 'tasks.json');
  const notes = [{ at: '2026-11-20T10:00:00Z', actor: 'bob', text: 'Begun.' }];
  const head = { format: 'task-manager-mcp', format_version: 1, list: 'other', exported_at: '2026-11-20T10:00:00Z' };
  writeFileSync(file, JSON.stringify({ ...head, tasks: [{ id: 7, ...FULL, notes }] }));
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  const { database } = session;
  await run(['import', file], { database, env: { TASK_ACTOR: 'ada' } });
  const before = await taskOf(session);
  expect(await session.text('undo')).toBe(
    'Undone change 1: #1 note removed, deleted: Review PR. To redo: undo change 3.',
  );
  expect(await audit(database)).toEqual([]);
  await session.text('undo', { change_id: 3 });
  expect(await taskOf(session)).toEqual(before);
  expect(await audit(database)).toEqual([]);
});

test('the command line takes a change or none', async () => {
  const database = (await withTask()).database;
  const env = { TASK_ACTOR: 'ada' };
  await run(['update', '1', '--priority', 'high'], { database, env });
  await run(['update', '1', '--due', '2026-12-01'], { database, env });
  expect(await run(['undo'], { database, env })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching('^Undone change 3'),
  });
  expect(await run(['undo', '2'], { database, env })).toMatchObject({
    stdout: expect.stringMatching('^Undone change 2'),
  });
  expect(await run(['undo', '99'], { database, env })).toMatchObject({
    code: 3,
    stderr: 'Change 99 not found.\n`log` shows the ids of changes.\n',
  });
  expect((await run(['undo', '--help'])).stdout).toContain('undo [options] [change-id]');
});
