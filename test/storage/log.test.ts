import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { rowsOf } from '../support/beside.ts';
import { refuse } from '../support/refuse.ts';
import { openSession, type Session } from '../support/session.ts';

const NOW = '2026-11-22T10:00:00.000Z';

async function newSession(): Promise<Session> {
  return openSession({ env: { TASK_ACTOR: 'ada' }, now: () => new Date(NOW) });
}

/** The log after change `since`, as it stands in the database. */
async function logOf({ database }: Session, since = 0) {
  const rows = await rowsOf(database, 'SELECT * FROM changes WHERE id > ? ORDER BY id', since);
  return rows.map((row) => ({
    id: row.id,
    group_id: row.group_id,
    at: row.at,
    actor: row.actor,
    kind: row.kind,
    task_id: row.task_id,
    version: row.version,
    project: row.project,
    before: JSON.parse(String(row.before)),
    after: JSON.parse(String(row.after)),
  }));
}

test('adding a task logs all of it', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Review PR', priority: 'high', project: 'web', tags: ['api'] });
  expect(await logOf(session)).toEqual([
    {
      id: 1,
      group_id: null,
      at: NOW,
      actor: 'ada',
      kind: 'task.created',
      task_id: 1,
      version: 1,
      project: 'web',
      before: null,
      after: {
        id: 1,
        title: 'Review PR',
        description: '',
        priority: 'high',
        status: 'pending',
        project: 'web',
        tags: ['api'],
        due: null,
        assignee: null,
        parent_id: null,
        blocked_by: [],
        version: 1,
        created_at: NOW,
        updated_at: NOW,
        completed_at: null,
        created_by: 'ada',
      },
    },
  ]);
});

test('adding several tasks logs one change each, in one group named by the first', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Alone' });
  const { change_id } = await session.data('add_tasks', {
    tasks: [{ title: 'One' }, { title: 'Two' }, { title: 'Tre' }],
  });
  expect(change_id).toBe(2);
  expect((await logOf(session, 1)).map(({ id, group_id, task_id }) => [id, group_id, task_id])).toEqual([
    [2, null, 2],
    [3, 2, 3],
    [4, 2, 4],
  ]);
});

test('an update logs the fields that differ, before and after, and no others', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Review PR', project: 'web' });
  const patch = { title: 'Review PR', priority: 'high', tags: ['b', 'a'], due: '2026-11-25', project: null };
  await session.text('update_task', { task_id: 1, ...patch });
  expect(await logOf(session, 1)).toEqual([
    {
      id: 2,
      group_id: null,
      at: NOW,
      actor: 'ada',
      kind: 'task.updated',
      task_id: 1,
      version: 2,
      project: null,
      before: { priority: 'medium', tags: [], due: null, project: 'web' },
      after: { priority: 'high', tags: ['a', 'b'], due: '2026-11-25', project: null },
    },
  ]);
});

test('completing with a note logs both, in one group, and the note leaves the version alone', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Review PR' });
  const { change_id } = await session.data('complete_task', { task_id: 1, note: 'Merged.' });
  expect(change_id).toBe(2);
  expect(await logOf(session, 1)).toMatchObject([
    {
      id: 2,
      group_id: null,
      kind: 'task.completed',
      version: 2,
      before: { status: 'pending', completed_at: null },
      after: { status: 'completed', completed_at: NOW },
    },
    { id: 3, group_id: 2, kind: 'note.added', version: 2, before: null, after: { note: 1, text: 'Merged.' } },
  ]);
});

test('reopening and deleting are logged as what they are', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1 });
  await session.text('update_task', { task_id: 1, status: 'in_progress' });
  await session.text('delete_task', { task_id: 1 });
  expect(await logOf(session, 2)).toMatchObject([
    {
      kind: 'task.reopened',
      version: 3,
      before: { status: 'completed', completed_at: NOW },
      after: { status: 'in_progress', completed_at: null },
    },
    { kind: 'task.deleted', version: 4, before: { title: 'Review PR', version: 3 }, after: null },
  ]);
});

test('what changes nothing logs nothing', async () => {
  const session = await newSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('complete_task', { task_id: 1, note: 'Merged.' });
  await session.text('add_task', { title: 'Other' });
  await session.text('delete_task', { task_id: 2 });
  const { length } = await logOf(session);
  await session.text('complete_task', { task_id: 1 });
  await session.text('complete_task', { task_id: 1, note: 'Merged.' });
  await session.text('update_task', { task_id: 1, priority: 'medium', status: 'completed' });
  await session.text('delete_task', { task_id: 2 });
  await session.failure('update_task', { task_id: 9, priority: 'low' });
  await session.failure('add_tasks', { tasks: [{ title: 'Good' }, { title: 'x' }] });
  await session.text('list_tasks');
  expect(await logOf(session, length)).toEqual([]);
  expect(await audit(session.database)).toEqual([]);
});

test('two actors are told apart', async () => {
  const session = await newSession();
  const other = await openSession({ database: session.database, env: { TASK_ACTOR: 'bob' } });
  await session.text('add_task', { title: 'Review PR' });
  await other.text('complete_task', { task_id: 1 });
  expect((await logOf(session)).map(({ actor }) => actor)).toEqual(['ada', 'bob']);
});

/** The parts of one write, in the order in which they are made. */
const PARTS = ['tasks', 'task_tags', 'changes', 'notes', 'counts'] as const;

test.for(PARTS)('a write whose row in %s fails leaves nothing of itself', async (table) => {
  const session = await newSession();
  await session.text('add_task', { title: 'First', tags: ['x'] });
  const allow = await refuse(session.database, table === 'tasks' ? ['INSERT', 'UPDATE'] : ['INSERT'], table);
  const patch = { task_id: 1, priority: 'high', tags: ['y'], title: 'Changed', note: 'text' };
  expect(await session.failure('update_task', patch)).toMatch(/^Error: internal error \w+\nThe server's log says more/);
  await allow();
  expect(await logOf(session, 1)).toEqual([]);
  expect(await session.text('list_tasks')).toBe('○ #1: First [medium] #x');
  expect(await audit(session.database)).toEqual([]);
  expect(await session.text('update_task', patch)).toMatch('Task #1 updated: ');
  expect(await audit(session.database)).toEqual([]);
});
