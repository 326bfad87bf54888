import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { rowsOf } from '../support/beside.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

const DAY_MS = 24 * 3_600_000;

/** A list whose clock stands still until it is put forward. */
async function withClock() {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const session = await openSession({ database: newDatabase(), env: { TASK_ACTOR: 'ada' }, now: () => new Date(now) });
  const pass = (days: number) => {
    now += days * DAY_MS;
  };
  return { session, pass };
}

/** Deletes something new, at which what is old enough is purged. */
async function deleteAnother(session: Session): Promise<void> {
  const { task } = await session.data('add_task', { title: 'Another' });
  await session.text('delete_task', { task_id: (task as { id: number }).id });
}

function rows({ database }: Session, sql: string) {
  return rowsOf(database, sql);
}

/** Every text that stands in any table. */
async function everything(session: Session): Promise<string> {
  const tables = ['tasks', 'task_tags', 'notes', 'blockers', 'changes', 'sources'];
  return JSON.stringify(await Promise.all(tables.map((table) => rows(session, `SELECT * FROM ${table}`))));
}

/** Task 1 with all a task can have, deleted as change 5. */
async function withDeleted() {
  const { session, pass } = await withClock();
  await session.text('add_task', { title: 'Canary', description: 'Canary', tags: ['canary'], project: 'web' });
  await session.text('add_task', { title: 'Waiting', blocked_by: [1] });
  await session.text('update_task', { task_id: 1, title: 'Canary two', note: 'Canary' });
  await session.text('delete_task', { task_id: 1, include_subtasks: true });
  return { session, pass };
}

test('after 30 days nothing of what a deleted task said is left, only who did what to it and when', async () => {
  const { session, pass } = await withDeleted();
  pass(31);
  await deleteAnother(session);
  expect(await everything(session)).not.toMatch(/canary/i);
  expect(await rows(session, 'SELECT id FROM tasks')).toEqual([{ id: 2 }, { id: 3 }]);
  expect(await rows(session, 'SELECT id, group_id, actor, kind, version FROM changes WHERE task_id = 1')).toEqual([
    { id: 1, group_id: null, actor: 'ada', kind: 'task.created', version: 1 },
    { id: 3, group_id: null, actor: 'ada', kind: 'task.updated', version: 2 },
    { id: 4, group_id: 3, actor: 'ada', kind: 'note.added', version: 2 },
    { id: 5, group_id: null, actor: 'ada', kind: 'task.deleted', version: 3 },
  ]);
  expect(await audit(session.database)).toEqual([]);
});

test('until then it can be restored', async () => {
  const { session, pass } = await withDeleted();
  pass(30);
  await deleteAnother(session);
  expect(await session.text('undo', { change_id: 5 })).toContain('#1 restored: Canary two');
  expect(await audit(session.database)).toEqual([]);
});

test.each([1, 3, 5])('afterwards change %i of it cannot be undone', async (change_id) => {
  const { session, pass } = await withDeleted();
  pass(31);
  await deleteAnother(session);
  expect(await session.failure('undo', { change_id })).toBe(
    `Error: change ${change_id} cannot be undone: #1 was deleted too long ago and is gone for good\nAdd it anew with add_task.`,
  );
});

test('what is due to be purged cannot be restored either', async () => {
  const { session, pass } = await withDeleted();
  pass(31);
  expect(await session.failure('undo', { change_id: 5 })).toContain('gone for good');
  expect(await audit(session.database)).toEqual([]);
});

test('a cursor from before what was purged is too old to go on from', async () => {
  const { session, pass } = await withDeleted();
  pass(31);
  await deleteAnother(session);
  for (const since of [0, 4])
    expect(await session.failure('get_changes', { since })).toBe(
      `Error: since ${since} is too old: changes up to 5 were of tasks that are gone for good, and can be told only in part\n` +
        'See the tasks with list_tasks, then go on with get_changes without since.',
    );
  expect(await session.data('get_changes', { since: 5 })).toMatchObject({
    changes: [{ id: 6 }, { id: 7 }],
    next_cursor: 7,
  });
  expect(await session.text('get_changes')).toMatch(/^1 \S+ ada created #1\n2 .*: Waiting\n3 \S+ ada updated #1\n/);
});

test('where nothing was purged every change can be told', async () => {
  const { session } = await withDeleted();
  await deleteAnother(session);
  expect(await session.data('get_changes', { since: 0 })).toMatchObject({ next_cursor: 7 });
});

test('a purged task is still known as deleted, and its number is not given again', async () => {
  const { session, pass } = await withClock();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  pass(31);
  expect(await session.text('delete_task', { task_id: 1 })).toBe('Task #1 deleted.');
  expect(await rows(session, 'SELECT id FROM tasks')).toEqual([]);
  expect(await session.text('delete_task', { task_id: 1 })).toBe('Task #1 deleted.');
  expect(await session.text('add_task', { title: 'Other' })).toContain('#2');
  expect(await audit(session.database)).toEqual([]);
});

test('what waited for a purged task waits no more, also when its blockers are as they were', async () => {
  const { session, pass } = await withDeleted();
  await session.text('update_task', { task_id: 2, blocked_by: null });
  pass(31);
  await deleteAnother(session);
  expect(await session.text('undo', { change_id: 6 })).toContain('#2 blocked_by +#1');
  expect(await session.text('list_tasks', { status: 'ready' })).toBe('○ #2: Waiting [medium]');
  expect(await audit(session.database)).toEqual([]);
});

test('a hundred tasks go at a time, and what was deleted together goes together', async () => {
  const { session, pass } = await withClock();
  await addAll(session, numbered(250));
  await session.text('undo', { change_id: 1 });
  pass(1);
  for (let task_id = 101; task_id <= 110; task_id++) {
    pass(0.001);
    await session.text('delete_task', { task_id });
  }
  pass(1);
  await session.text('undo', { change_id: 201 });
  pass(40);
  const left = async () => {
    await deleteAnother(session);
    expect(await audit(session.database)).toEqual([]);
    const [left] = await rows(
      session,
      "SELECT count(*) AS n FROM tasks WHERE deleted_at IS NOT NULL AND title <> 'Another'",
    );
    return left?.n;
  };
  expect([await left(), await left(), await left()]).toEqual([60, 0, 0]);
});
