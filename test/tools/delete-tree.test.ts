import { expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';
import { stateOf } from '../support/state.ts';
import { idsOf, NOON } from '../support/tasks.ts';

const ALL = { include_subtasks: true };

interface Node {
  readonly title: string;
  readonly parent_id?: number;
  readonly blocked_by?: readonly number[];
  readonly done?: true;
}

/** A list of these tasks, whose ids are their places from 1. */
async function listOf(...nodes: readonly Node[]): Promise<Session> {
  const session = await openSession({ now: NOON, env: { TASK_ACTOR: 'ada', TASK_TITLE_MAX: '80' } });
  for (const { done: _, ...task } of nodes) await session.text('add_task', task);
  for (const [index, { done }] of nodes.entries())
    if (done) await session.text('complete_task', { task_id: index + 1 });
  return session;
}

/** The text of a call that must be refused and leave every row as it was. */
async function refused(session: Session, task_id: number, rest = {}): Promise<string> {
  const before = await stateOf(session.database);
  const says = await session.failure('delete_task', { task_id, ...rest });
  expect(await stateOf(session.database)).toEqual(before);
  return says;
}

const HOUSE: readonly Node[] = [
  { title: 'Build it' },
  { title: 'Raise walls', parent_id: 1 },
  { title: 'Buy bricks', parent_id: 2, done: true },
  { title: 'Raise the roof', parent_id: 1, blocked_by: [2] },
  { title: 'Find tiles', parent_id: 4 },
  { title: 'Move in', blocked_by: [4] },
  { title: 'Sell the tent', blocked_by: [4, 6] },
];
const NEXT = '\nNothing was deleted. If that is meant, call delete_task with include_subtasks: true.';

test('a task goes with all that is below it, and what waited is told', async () => {
  const session = await listOf(...HOUSE);
  expect(await session.text('delete_task', { task_id: 1, ...ALL })).toBe(
    'Task #1 and its subtasks #2, #4, #3, #5 deleted. To restore them: undo change 9.\nNow ready: #6.',
  );
  expect(await idsOf(session, 'list_tasks')).toEqual([6, 7]);
  for (const task_id of [1, 2, 3, 4, 5]) await session.failure('get_task', { task_id });
  expect(await audit(session.database)).toEqual([]);
});

test('programs are told the ids, the task first, and what is ready', async () => {
  const session = await listOf(...HOUSE);
  expect(await session.data('delete_task', { task_id: 1, ...ALL })).toEqual({
    deleted: [1, 2, 4, 3, 5],
    change_id: 9,
    now_ready: [6],
  });
});

test('a tree is deleted in one group, from the leaves up', async () => {
  const session = await listOf(...HOUSE);
  await session.text('delete_task', { task_id: 1, ...ALL });
  const { changes } = await session.data('get_changes', { since: 8 });
  expect(changes).toMatchObject([5, 3, 4, 2, 1].map((task_id) => ({ kind: 'task.deleted', task_id, group: 9 })));
});

test('undoing the change that is named brings the whole tree back', async () => {
  const session = await listOf(...HOUSE);
  const before = await session.text('list_tasks');
  await session.text('delete_task', { task_id: 1, ...ALL });
  await session.text('undo', { change_id: 9 });
  expect(await session.text('list_tasks')).toBe(before);
  expect(await audit(session.database)).toEqual([]);
});

test('what is asked names all that would be lost', async () => {
  const session = await listOf(...HOUSE);
  expect(await refused(session, 1)).toBe(
    'Delete task #1 "Build it"? Its 3 open subtasks go with it: #2 "Raise walls", #4 "Raise the roof", #5 "Find tiles". ' +
      'Its completed subtask goes with it. 2 tasks would no longer wait for it: #6 "Move in", #7 "Sell the tent".' +
      NEXT,
  );
});

test('a branch is deleted without the rest of its tree', async () => {
  const session = await listOf(...HOUSE);
  expect(await refused(session, 4)).toBe(
    'Delete task #4 "Raise the roof"? Its open subtask goes with it: #5 "Find tiles". ' +
      `2 tasks would no longer wait for it: #6 "Move in", #7 "Sell the tent".${NEXT}`,
  );
  expect(await session.text('delete_task', { task_id: 4, ...ALL })).toBe(
    'Task #4 and its subtask #5 deleted. To restore them: undo change 9.\nNow ready: #6.',
  );
  expect(await idsOf(session, 'list_tasks')).toEqual([1, 2, 3, 6, 7]);
});

test('a task that others wait for is asked about', async () => {
  const session = await listOf({ title: 'Build it' }, { title: 'Move in', blocked_by: [1] });
  expect(await refused(session, 1)).toBe(
    `Delete task #1 "Build it"? 1 task would no longer wait for it: #2 "Move in".${NEXT}`,
  );
  expect(await session.text('delete_task', { task_id: 1, ...ALL })).toBe(
    'Task #1 deleted. To restore it: undo change 3.\nNow ready: #2.',
  );
});

test('completed subtasks go along unasked', async () => {
  const session = await listOf({ title: 'Build it' }, { title: 'Buy bricks', parent_id: 1, done: true });
  expect(await session.text('delete_task', { task_id: 1 })).toBe(
    'Task #1 and its subtask #2 deleted. To restore them: undo change 4.',
  );
});

test.each<[string, readonly Node[]]>([
  [
    'is completed',
    [
      { title: 'Build it', done: true },
      { title: 'Move in', blocked_by: [1] },
    ],
  ],
  [
    'is waited for only by what is completed',
    [{ title: 'Build it' }, { title: 'Move in', blocked_by: [1], done: true }],
  ],
  ['waits for others itself', [{ title: 'Build it', blocked_by: [] }, { title: 'Move in' }]],
])('a task that %s is deleted unasked', async (_, nodes) => {
  const session = await listOf(...nodes);
  expect(await session.text('delete_task', { task_id: 1 })).toMatch(
    /^Task #1 deleted\. To restore it: undo change \d\.$/,
  );
  expect(await audit(session.database)).toEqual([]);
});

test('include_subtasks changes nothing for a task that has none', async () => {
  const session = await listOf({ title: 'Build it' });
  expect(await session.text('delete_task', { task_id: 1, ...ALL })).toBe(
    'Task #1 deleted. To restore it: undo change 2.',
  );
});

test('a tree that is deleted twice stays deleted, and so do its subtasks', async () => {
  const session = await listOf(...HOUSE);
  await session.text('delete_task', { task_id: 1, ...ALL });
  const before = await stateOf(session.database);
  for (const task_id of [1, 3]) {
    expect(await session.text('delete_task', { task_id })).toBe(`Task #${task_id} deleted.`);
    expect(await session.data('delete_task', { task_id, ...ALL })).toEqual({ deleted: [] });
  }
  expect(await stateOf(session.database)).toEqual(before);
});

test('a tree in which somebody works stays whole, whoever asks', async () => {
  const session = await listOf(...HOUSE);
  await session.text('claim_task', { task_id: 5 });
  for (const rest of [{}, ALL])
    expect(await refused(session, 1, rest)).toBe(
      'Error: task #5 is claimed by ada until 2026-11-22T12:15:00Z\n' +
        'Nothing was deleted. If the claim is yours, release it first.',
    );
  expect(await session.text('delete_task', { task_id: 2, ...ALL })).toContain('Task #2 and its subtask #3 deleted.');
});

test('a tree in which somebody worked for too long can be deleted', async () => {
  let now = NOON();
  const session = await openSession({ now: () => now });
  await session.text('add_task', { title: 'Build it' });
  await session.text('add_task', { title: 'Raise walls', parent_id: 1 });
  await session.text('claim_task', { task_id: 2 });
  now = new Date(now.getTime() + 16 * 60_000);
  expect(await session.text('delete_task', { task_id: 1, ...ALL })).toContain('Task #1 and its subtask #2 deleted.');
  expect(await audit(session.database)).toEqual([]);
});

test('what was ready before is not told to be ready now', async () => {
  const done: Node = { title: 'Buy bricks', parent_id: 1, done: true };
  const session = await listOf({ title: 'Build it' }, done, { title: 'Lay bricks', blocked_by: [2] });
  expect(await session.data('delete_task', { task_id: 1 })).not.toHaveProperty('now_ready');
});

test('long titles and long lists are cut in a question', async () => {
  const parts = Array.from({ length: 12 }, (_, index) => ({ title: `Part ${index + 2}`, parent_id: 1 }));
  const session = await listOf({ title: '🧱'.repeat(80) }, ...parts);
  const says = await refused(session, 1);
  expect(says).toContain(`Delete task #1 "${'🧱'.repeat(59)}…"? Its 12 open subtasks go with it: #2 "Part 2", `);
  expect(says).toContain(', #11 "Part 11", and 2 more.\n');
});

test('fifty tasks at five levels are deleted in one call', async () => {
  const session = await openSession();
  // Ten chains of five below each other, so that every level holds ten.
  const tasks = Array.from({ length: 50 }, (_, index) => ({
    title: `Part ${index + 2}`,
    ref: `r${index}`,
    parent_id: index < 10 ? 1 : `r${index - 10}`,
  }));
  await session.text('add_task', { title: 'Build it' });
  await session.text('add_tasks', { tasks });
  await session.text('add_task', { title: 'Move in', blocked_by: [1, 51] });
  const more = Array.from({ length: 20 }, (_, index) => `#${index + 2}`).join(', ');
  expect(await session.text('delete_task', { task_id: 1, ...ALL })).toBe(
    `Task #1 and its subtasks ${more}, and 30 more deleted. To restore them: undo change 53.\nNow ready: #52.`,
  );
  expect(await idsOf(session, 'list_tasks')).toEqual([52]);
  expect(await audit(session.database)).toEqual([]);
});

test('a deleted tree of fifty comes back as it was, field by field, with notes and blockers', async () => {
  const session = await openSession();
  const tasks = Array.from({ length: 50 }, (_, index) => ({
    title: `Part ${index + 1}`,
    ref: `r${index}`,
    description: `Step ${index}`,
    tags: index % 2 === 0 ? ['even'] : ['odd', 'red'],
    due: `2026-12-${String(1 + (index % 28)).padStart(2, '0')}`,
    ...(index > 0 && { parent_id: `r${Math.floor((index - 1) / 3)}` }),
    ...(index > 1 && { blocked_by: [`r${index - 1}`] }),
  }));
  await session.text('add_tasks', { tasks, project: 'web' });
  await session.text('complete_task', { task_id: 2, note: 'First of all.' });
  await session.text('update_task', { task_id: 50, status: 'in_progress', assignee: 'ada' });
  const rows = async () => {
    const all = z.array(z.looseObject({ id: z.int() })).parse(await session.resource('tasks://all'));
    return all.map(({ version: _, updated_at: __, ...fields }) => fields);
  };
  const ready = () => idsOf(session, 'list_tasks', { status: 'ready' });
  const before = { rows: await rows(), ready: await ready(), stats: await session.text('get_task_stats') };
  expect(before.rows).toHaveLength(50);
  const { change_id } = await session.data('delete_task', { task_id: 1, ...ALL });
  expect(await rows()).toEqual([]);
  await session.text('undo', { change_id });
  expect({ rows: await rows(), ready: await ready(), stats: await session.text('get_task_stats') }).toEqual(before);
  expect(await session.text('get_task', { task_id: 2 })).toContain('First of all.');
  expect(await audit(session.database)).toEqual([]);
});
