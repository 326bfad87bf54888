import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { openSession } from '../support/session.ts';
import { NOON } from '../support/tasks.ts';

test('adding a task answers with its number, title and priority', async () => {
  const session = await openSession();
  expect(await session.text('add_task', { title: 'Review PR', priority: 'high' })).toBe(
    'Created task #1: Review PR (high)',
  );
  expect(await session.text('add_task', { title: 'Second' })).toBe('Created task #2: Second (medium)');
});

test('a task of which only the title is given gets defaults for all else', async () => {
  const session = await openSession({ now: NOON, env: { TASK_ACTOR: 'ada' } });
  expect(await session.data('add_task', { title: 'Review PR' })).toEqual({
    task: {
      id: 1,
      title: 'Review PR',
      description: '',
      priority: 'medium',
      completed: false,
      status: 'pending',
      project: null,
      tags: [],
      due: null,
      assignee: null,
      parent_id: null,
      blocked_by: [],
      version: 1,
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      completed_at: null,
      created_by: 'ada',
    },
    change_id: 1,
  });
});

test('the same task once more is added, and the answer says so in case it was a retry', async () => {
  let now = NOON();
  const session = await openSession({ now: () => now, env: { TASK_ACTOR: 'ada' } });
  const draft = { title: 'Review PR', tags: ['api'], due: '2026-11-25' };
  const again = async (seconds: number, args: object = draft) => {
    now = new Date(now.getTime() + seconds * 1_000);
    return (await session.text('add_task', { ...args })).split('\n')[1];
  };
  expect(await again(0)).toBeUndefined();
  expect(await again(0)).toBe('Same as #1, added just now; if this was a retry, undo change 2.');
  expect(await again(12)).toBe('Same as #2, added 12 s ago; if this was a retry, undo change 3.');
  expect(await again(1, { ...draft, due: '2026-11-26' })).toBeUndefined();
  expect(await again(61)).toBeUndefined();
  const other = await openSession({ database: session.database, now: () => now, env: { TASK_ACTOR: 'bob' } });
  expect(await other.text('add_task', draft)).not.toContain('Same as');
  expect(await audit(session.database)).toEqual([]);
});

test('every field that is given is kept', async () => {
  const session = await openSession();
  const given = {
    title: 'Review PR',
    description: 'Look at the\n\tindexes.',
    priority: 'low',
    project: 'web-shop',
    tags: ['api', 'sql'],
    due: '2026-11-25',
    assignee: 'Ada Lovelace',
  };
  expect(await session.data('add_task', given)).toMatchObject({ task: given });
});

test('the creator is the operating system user at the client, unless TASK_ACTOR names somebody', async () => {
  const unnamed = await openSession({ name: 'Claude Code' });
  expect(await unnamed.data('add_task', { title: 'Review PR' })).toMatchObject({
    task: { created_by: expect.stringMatching(/^.+@claude-code$/) },
  });
});

test('a project that no task had before is called new, once', async () => {
  const session = await openSession();
  expect(await session.text('add_task', { title: 'Design it', project: 'wbe' })).toBe(
    'Created task #1: Design it (medium), new project "wbe"',
  );
  expect(await session.text('add_task', { title: 'Build it', project: 'wbe' })).toBe(
    'Created task #2: Build it (medium)',
  );
});

test('a project is written in lower case, so two spellings are one project', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Design it', project: 'Web-Shop' });
  expect(await session.text('add_task', { title: 'Build it', project: 'WEB-SHOP' })).toBe(
    'Created task #2: Build it (medium)',
  );
  expect(await session.data('list_tasks', { project: 'web-shop' })).toMatchObject({ total: 2 });
});

test('tags lose their #, their capitals and their repetitions, and are sorted', async () => {
  const session = await openSession();
  expect(await session.data('add_task', { title: 'Review PR', tags: ['#SQL', 'api', 'sql', 'Zoë'] })).toMatchObject({
    task: { tags: ['api', 'sql', 'zoë'] },
  });
});

test('an assignee loses the @ in front', async () => {
  const session = await openSession();
  expect(await session.data('add_task', { title: 'Review PR', assignee: '@ada' })).toMatchObject({
    task: { assignee: 'ada' },
  });
});

test('a title is trimmed before it is measured', async () => {
  const session = await openSession();
  expect(await session.text('add_task', { title: `  ${'x'.repeat(50)}\n` })).toBe(
    `Created task #1: ${'x'.repeat(50)} (medium)`,
  );
  expect(await session.failure('add_task', { title: ' ab ' })).toBe(
    'Error: title must be 3+ characters\nSay in a few words what is to be done.',
  );
});

test('a title of 51 characters is refused with where the rest may go', async () => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'x'.repeat(51) })).toBe(
    'Error: title must be at most 50 characters, not 51\nShorten it and put the details into description.',
  );
});

test('the length of a title is counted in code points', async () => {
  const session = await openSession();
  expect(await session.data('add_task', { title: '🚀'.repeat(50) })).toMatchObject({
    task: { title: '🚀'.repeat(50) },
  });
  expect(await session.failure('add_task', { title: '🚀'.repeat(51) })).toContain('at most 50 characters, not 51');
  expect(await session.failure('add_task', { title: '🚀🚀' })).toContain('title must be 3+ characters');
});

test('TASK_TITLE_MAX raises the limit of titles', async () => {
  const session = await openSession({ env: { TASK_TITLE_MAX: '200' } });
  expect(await session.text('add_task', { title: 'x'.repeat(200) })).toBe(
    `Created task #1: ${'x'.repeat(200)} (medium)`,
  );
  expect(await session.failure('add_task', { title: 'x'.repeat(201) })).toContain('at most 200 characters, not 201');
});

test('a description may have 64 kB and not a byte more', async () => {
  const session = await openSession();
  const description = 'é'.repeat(32_768);
  expect(await session.data('add_task', { title: 'Review PR', description })).toMatchObject({ task: { description } });
  expect(await session.failure('add_task', { title: 'Review PR', description: `${description}x` })).toBe(
    'Error: description must be at most 64 kB\nCorrect it and call add_task again.',
  );
});

test('a refused task leaves nothing behind and uses up no number', async () => {
  const session = await openSession();
  await session.failure('add_task', { title: 'ab' });
  expect(await session.resource('tasks://changes')).toEqual([]);
  expect(await session.text('add_task', { title: 'Review PR' })).toBe('Created task #1: Review PR (medium)');
});

test('the number of a deleted task is not given again', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.text('add_task', { title: 'Review PR' })).toBe('Created task #2: Review PR (medium)');
});

test('the same task twice is two tasks', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.data('list_tasks')).toMatchObject({ total: 2 });
});
