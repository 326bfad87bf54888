import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession, type Session } from '../support/session.ts';

/** A task whose priority was raised by change 2. */
async function raised(): Promise<Session> {
  const session = await openSession({ env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR' });
  await session.text('update_task', { task_id: 1, priority: 'high' });
  return session;
}

const HIGH = '○ #1: Review PR [high]';
const MEDIUM = '○ #1: Review PR [medium]';

test('undoing an undo is a redo, and says how to take that back', async () => {
  const session = await raised();
  expect(await session.text('undo')).toBe('Undone change 2: #1 priority high → medium. To redo: undo change 3.');
  expect(await session.text('undo', { change_id: 3 })).toBe(
    'Undone change 3: #1 priority medium → high. To redo: undo change 4.',
  );
  expect(await session.text('list_tasks')).toBe(HIGH);
  expect(await audit(session.database)).toEqual([]);
});

test('a retry never flips back', async () => {
  const session = await raised();
  await session.text('undo', { change_id: 2 });
  expect(await session.text('undo', { change_id: 2 })).toBe('Change 2 was undone already, by change 3.');
  expect(await session.data('undo', { change_id: 2 })).toEqual({ reverted: [] });
  expect(await session.text('list_tasks')).toBe(MEDIUM);
  expect(await session.resource('tasks://changes')).toHaveLength(3);
});

test('what was redone can be undone again, by its own id, by that of the redo, or as the newest', async () => {
  for (const again of [{ change_id: 2 }, { change_id: 4 }, {}]) {
    const session = await raised();
    await session.text('undo', { change_id: 2 });
    await session.text('undo', { change_id: 3 });
    expect(await session.text('undo', again)).toContain('#1 priority high → medium. To redo: undo change 5.');
    expect(await session.text('list_tasks')).toBe(MEDIUM);
    expect(await session.text('undo', { change_id: 2 })).toMatch(/^Change 2 was undone already, by change [35]\.$/);
    expect(await audit(session.database)).toEqual([]);
  }
});

test('a long way back and forth ends where it should', async () => {
  const session = await raised();
  for (let last = 2; last < 30; last++) await session.text('undo', { change_id: last });
  expect(await session.text('list_tasks')).toBe(HIGH);
  expect(await session.text('undo', { change_id: 2 })).toContain('To redo: undo change 31.');
  expect(await session.text('list_tasks')).toBe(MEDIUM);
  expect(await audit(session.database)).toEqual([]);
});

test('a plan that was undone comes back whole, parents first, with its blockers', async () => {
  const session = await openSession();
  const tasks = [
    { title: 'Last leaf', ref: 'leaf', parent_id: 'branch' },
    { title: 'The branch', ref: 'branch', parent_id: 'root', blocked_by: ['leaf'] },
    { title: 'The root', ref: 'root' },
  ];
  const { change_id } = await session.data('add_tasks', { tasks });
  const before = await session.text('list_tasks');
  const { change_id: undo } = await session.data('undo', { change_id });
  expect(await session.text('undo', { change_id: undo })).toBe(
    `Undone change ${undo}:\n#3 restored: The root\n#2 restored: The branch\n#1 restored: Last leaf\nTo redo: undo change 7.`,
  );
  expect(await session.text('list_tasks')).toBe(before);
  expect(await audit(session.database)).toEqual([]);
});

test('versions only grow, whatever is undone and redone', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  await session.text('undo', { change_id: 2 });
  await session.text('undo', { change_id: 3 });
  await session.text('undo', { change_id: 2 });
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { version: 5 },
    changes: [{ version: 5 }, { version: 4 }, { version: 3 }, { version: 2 }, { version: 1 }],
  });
  expect(await audit(session.database)).toEqual([]);
});

test('a note that was taken away comes back with its time and author', async () => {
  const session = await raised();
  await session.text('update_task', { task_id: 1, note: 'Begun.' });
  const { notes } = await session.data('get_task', { task_id: 1 });
  await session.text('undo');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ notes: [] });
  expect(await session.text('search_tasks', { query: 'begun' })).not.toContain('#1');
  expect(await session.text('undo', { change_id: 4 })).toContain('#1 note restored');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ notes });
  expect(await session.text('search_tasks', { query: 'begun' })).toContain('#1');
  expect(await audit(session.database)).toEqual([]);
});
