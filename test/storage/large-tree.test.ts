import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { tamper } from '../support/beside.ts';
import { openSession, type Session } from '../support/session.ts';

/** More than a statement has room for values. */
const MANY = 40_000;

/** A list in which so many tasks are right below #1 and each waits for the one before it; #2 waits for none. */
async function largeTree(): Promise<Session> {
  const { database, ...first } = await openSession();
  await first.client.callTool({ name: 'add_task', arguments: { title: 'Build it' } });
  await first.client.close();
  for (const sql of [
    `INSERT INTO tasks (id, title, description, priority, status, tags, version, created_at, updated_at, created_by,
        parent_id, blocked_by, open_blockers)
      WITH RECURSIVE ids (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM ids WHERE id <= ${MANY})
      SELECT ids.id, 'Part ' || ids.id, '', 1, 0, '[]', 1, created_at, updated_at, created_by, 1,
        CASE ids.id WHEN 2 THEN '[]' ELSE '[' || (ids.id - 1) || ']' END, CASE ids.id WHEN 2 THEN 0 ELSE 1 END
      FROM ids, tasks WHERE tasks.id = 1`,
    'INSERT INTO blockers (task_id, blocker_id) SELECT id, id - 1 FROM tasks WHERE id > 2',
    `UPDATE counts SET count = count + ${MANY}`,
  ])
    await tamper(database, sql);
  return openSession({ database });
}

test('a task with more subtasks than a statement has room for is shown, completed and asked about', async () => {
  const list = await largeTree();
  expect(await list.text('get_task', { task_id: 1 })).toContain('#3: Part 3 [medium] part of #1 blocked by #2\n');
  expect(await list.failure('delete_task', { task_id: 1 })).toMatch(
    /^Delete task #1 "Build it"\? Its 40000 open subtasks go with it: #2 "Part 2", .*, #11 "Part 11", and 39990 more\.\n/,
  );
  expect(await list.text('complete_task', { task_id: 1 })).toMatch(/\nStill open: subtasks #2, .*, and 39980 more\.$/);
});

test('whatever is looked up for a list of ids takes one of any length', async () => {
  const { database } = await largeTree();
  const store = await openStore(database, { now: () => new Date() });
  onTestFinished(() => store.close());
  const ids = Array.from({ length: MANY + 1 }, (_, index) => index + 1);
  await store.read(async ({ tasks, blockers, notes, sources }) => {
    expect(await tasks.findMany(ids)).toHaveLength(MANY + 1);
    expect(await tasks.subtasks(ids)).toHaveLength(MANY);
    expect((await blockers.of(ids)).size).toBe(MANY - 1);
    expect(await blockers.dependents(ids)).toHaveLength(MANY - 1);
    expect(await blockers.readyDependents(ids)).toEqual([]);
    expect(await notes.ofMany(ids)).toEqual(new Map());
    expect(await sources.find('elsewhere', ids.map(String))).toEqual(new Map());
  });
});
