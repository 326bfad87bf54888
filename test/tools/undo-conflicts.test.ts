import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { tamper } from '../support/beside.ts';
import { openSession, type Session } from '../support/session.ts';

interface Two {
  readonly ada: Session;
  readonly bob: Session;
}

/** Two people at one list, whose first task is there already. */
async function two(): Promise<Two> {
  const ada = await openSession({ env: { TASK_ACTOR: 'ada' } });
  const bob = await openSession({ database: ada.database, env: { TASK_ACTOR: 'bob' } });
  await ada.text('add_task', { title: 'Review PR' });
  return { ada, bob };
}

/** The text of an undo that must be refused and leave everything as it was. */
async function refused(session: Session, change_id: number): Promise<string> {
  const before = await session.data('get_changes');
  const text = await session.failure('undo', { change_id });
  expect(await session.data('get_changes')).toEqual(before);
  expect(await audit(session.database)).toEqual([]);
  return text;
}

const FIRST = 'Undo those first, newest first, or change the task with update_task.';

test('a task that somebody changed since keeps their change, which is named', async () => {
  const { ada, bob } = await two();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await bob.text('update_task', { task_id: 1, priority: 'low', note: 'Can wait.' });
  expect(await refused(ada, 2)).toBe(
    `Error: change 2 cannot be undone: #1 was changed since by change 3 (bob: priority high → low)\n${FIRST}`,
  );
  const { _meta } = await ada.call('undo', { change_id: 2 });
  expect(_meta).toMatchObject({ 'task-manager/error': 'conflict' });
});

test('the undo of a creation names the other way: a note left at a release cannot be undone first', async () => {
  const { ada, bob } = await two();
  const { lease } = await bob.data('claim_task');
  await bob.text('claim_task', { task_id: 1, release: true, note: 'Half done.', lease: Object(lease).token });
  expect(await refused(ada, 1)).toBe(
    'Error: change 1 cannot be undone: #1 was changed since by change 3 (bob: added a note)\n' +
      'Undo those first, newest first, or delete the task with delete_task.',
  );
});

test('undoing the later changes clears the way, in that order', async () => {
  const { ada, bob } = await two();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await bob.text('update_task', { task_id: 1, due: '2026-12-01' });
  await bob.text('complete_task', { task_id: 1 });
  expect(await refused(ada, 2)).toContain(
    'by change 4 (bob: completed), #1 by change 3 (bob: due none → 2026-12-01)\n',
  );
  expect(await refused(ada, 3)).toContain('by change 4 (bob: completed)\n');
  for (const change_id of [4, 3, 2]) await ada.text('undo', { change_id });
  expect(await ada.text('list_tasks')).toBe('○ #1: Review PR [medium]');
  expect(await audit(ada.database)).toEqual([]);
});

test('a later change that was redone is in the way again, and so is the undo of an earlier one', async () => {
  const { ada } = await two();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await ada.text('update_task', { task_id: 1, assignee: 'ada' });
  await ada.text('undo', { change_id: 3 });
  await ada.text('undo', { change_id: 4 });
  expect(await refused(ada, 2)).toContain('by change 3 (ada: assignee none → ada)\n');
  await ada.text('undo', { change_id: 3 });
  await ada.text('undo', { change_id: 2 });
  expect(await refused(ada, 6)).toContain('by change 7 (ada: priority high → medium)\n');
});

test('of many later changes three are named', async () => {
  const { ada } = await two();
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five'])
    await ada.text('update_task', { task_id: 1, title: `${title}!!` });
  expect(await refused(ada, 1)).toMatch(/change 6 \(.*change 5 \(.*change 4 \([^#]*\), 2 more\n/);
});

test('one task of a group that was changed keeps the whole group', async () => {
  const { ada, bob } = await two();
  await ada.text('add_tasks', { tasks: [{ title: 'One step' }, { title: 'Next step' }] });
  await bob.text('complete_task', { task_id: 3 });
  expect(await refused(ada, 2)).toContain('#3 was changed since by change 4 (bob: completed)');
});

test('notes are in the way of deleting a task, and of nothing else', async () => {
  const { ada, bob } = await two();
  await ada.text('update_task', { task_id: 1, priority: 'high' });
  await bob.text('update_task', { task_id: 1, note: 'Half done.' });
  await ada.text('undo', { change_id: 2 });
  expect(await refused(ada, 1)).toContain('by change 3 (bob: added a note)');
  await bob.text('undo', { change_id: 3 });
  await ada.text('undo', { change_id: 1 });
  expect(await ada.text('list_tasks')).toBe('No tasks found.');
});

test('a note can be taken away from a task that was changed since, but not from one that was deleted', async () => {
  const { ada, bob } = await two();
  await ada.text('update_task', { task_id: 1, note: 'Half done.' });
  await bob.text('complete_task', { task_id: 1 });
  expect(await ada.text('undo', { change_id: 2 })).toContain('#1 note removed');
  await ada.text('undo', { change_id: 4 });
  await bob.text('delete_task', { task_id: 1 });
  expect(await refused(ada, 2)).toContain('by change 6 (bob: deleted)');
});

test('a task is not restored below a deleted parent, whose deletion is named', async () => {
  const { ada } = await two();
  await ada.text('add_task', { title: 'A part', parent_id: 1 });
  await ada.text('delete_task', { task_id: 2 });
  await ada.text('delete_task', { task_id: 1 });
  expect(await refused(ada, 3)).toBe(
    'Error: #2 cannot be below #1 again, which change 4 deleted\nUndo change 4 first.',
  );
  await ada.text('undo', { change_id: 4 });
  await ada.text('undo', { change_id: 3 });
  expect(await ada.text('list_tasks')).toContain('#2: A part [medium] part of #1');
  expect(await audit(ada.database)).toEqual([]);
});

test('a task does not move back below a deleted parent', async () => {
  const { ada } = await two();
  await ada.text('add_task', { title: 'A part', parent_id: 1 });
  await ada.text('update_task', { task_id: 2, parent_id: null });
  await ada.text('delete_task', { task_id: 1 });
  expect(await refused(ada, 3)).toContain('#2 cannot be below #1 again, which change 4 deleted');
});

test('a task that has got subtasks is not taken away from above them', async () => {
  const { ada } = await two();
  await ada.text('add_tasks', {
    tasks: [
      { title: 'A part', parent_id: 1 },
      { title: 'Another', parent_id: 1 },
    ],
  });
  expect(await refused(ada, 1)).toBe(
    'Error: #1 cannot go: it has subtasks that would stay: #2 and 1 more\nMove them with update_task or delete them with delete_task first.',
  );
});

test('blockers and parents that would make a circle today do not come back', async () => {
  const { ada } = await two();
  await ada.text('add_task', { title: 'Other', blocked_by: [1], parent_id: 1 });
  await ada.text('update_task', { task_id: 2, blocked_by: null, parent_id: null });
  await ada.text('update_task', { task_id: 1, blocked_by: [2] });
  expect(await refused(ada, 3)).toContain('task #2 cannot be as it was: blocked_by would make a cycle');
  await ada.text('update_task', { task_id: 1, blocked_by: null, parent_id: 2 });
  expect(await refused(ada, 3)).toContain('task #2 cannot be as it was: parent_id would make a cycle');
});

test('a circle that was closed while a task was deleted keeps it from coming back', async () => {
  const { ada } = await two();
  await ada.text('add_task', { title: 'Other', blocked_by: [1] });
  await ada.text('update_task', { task_id: 2, blocked_by: null });
  await ada.text('update_task', { task_id: 1, blocked_by: [2] });
  await ada.text('delete_task', { task_id: 1 });
  await ada.text('undo', { change_id: 3 });
  expect(await refused(ada, 5)).toContain('task #1 cannot be as it was: blocked_by would make a cycle');
});

/** What claim_task leaves behind. */
async function claim({ database }: Session, holder: string): Promise<void> {
  const until = new Date(Date.now() + 600_000).toISOString();
  const lease = 'INSERT INTO leases (task_id, token_hash, holder, until, minutes, fence)';
  await tamper(database, `${lease} VALUES (1, 'hash', ?, ?, 15, 1)`, holder, until);
  const change = 'INSERT INTO changes (at, actor, kind, task_id, version, before, after)';
  const at = new Date().toISOString();
  await tamper(database, `${change} VALUES (?, ?, 'task.claimed', 1, 2, '{}', '{}')`, at, holder);
}

test('a task that somebody works on is left alone', async () => {
  const { ada } = await two();
  await ada.text('update_task', { task_id: 1, status: 'in_progress' });
  await claim(ada, 'bob');
  expect(await refused(ada, 2)).toMatch(
    /^Error: task #1 is claimed by bob until \S+\nWait until then\. If the claim is yours, give it back with claim_task/,
  );
  expect(await refused(ada, 1)).toContain('#1 was changed since by change 2 (ada: status pending → in_progress)');
});

test('a claim is no change to undo, neither by its id nor as the newest', async () => {
  const { ada } = await two();
  await ada.text('update_task', { task_id: 1, status: 'in_progress' });
  await claim(ada, 'ada');
  expect(await refused(ada, 3)).toBe(
    'Error: change 3 cannot be undone: who works on #1 is not a matter of undo\nTo give a task back use claim_task with release.',
  );
  await ada.text('add_task', { title: 'Other' });
  expect(await ada.text('undo')).toContain('Undone change 4: ');
  expect(await ada.failure('undo')).toContain('task #1 is claimed by ada');
});
