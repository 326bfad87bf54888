import { expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../support/command.ts';
import { openSession, type Session } from '../support/session.ts';
import { addAll, NOON, numbered } from '../support/tasks.ts';

const News = z.object({
  changes: z.array(z.looseObject({ id: z.int(), task_id: z.int() })),
  next_cursor: z.int(),
});

async function newsOf(session: Session, args: Record<string, unknown> = {}) {
  const { changes, next_cursor } = News.parse(await session.data('get_changes', args));
  return { ids: changes.map(({ id }) => id), next_cursor };
}

/** Follows the cursors from there to the end: the ids of each page. */
async function pagesFrom(session: Session, since: number, args: Record<string, unknown>): Promise<number[][]> {
  const pages: number[][] = [];
  for (let cursor = since; ; ) {
    const { ids, next_cursor } = await newsOf(session, { ...args, since: cursor });
    if (ids.length === 0) return pages;
    pages.push(ids);
    cursor = next_cursor;
  }
}

const idsUpTo = (last: number, step = 1) => Array.from({ length: last / step }, (_, index) => (index + 1) * step);

/** Forty changes, every fourth in project web. */
async function inTwoProjects() {
  const session = await openSession();
  await addAll(
    session,
    numbered(40, (n) => ({ project: n % 4 === 0 ? 'web' : 'ios' })),
  );
  return session;
}

test('each change is a line that says who did what, oldest first, and the cursor comes last', async () => {
  const session = await openSession({ now: NOON, env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR' });
  await session.text('update_task', { task_id: 1, priority: 'high', tags: ['api'], note: 'Begun.' });
  await session.text('complete_task', { task_id: 1 });
  await session.text('delete_task', { task_id: 1 });
  expect(await session.text('get_changes')).toBe(`1 2026-11-22T12:00Z ada created #1: Review PR
2 2026-11-22T12:00Z ada updated #1: priority medium → high, tags +#api
3 2026-11-22T12:00Z ada added a note #1: Begun.
4 2026-11-22T12:00Z ada completed #1
5 2026-11-22T12:00Z ada deleted #1: Review PR
cursor: 5`);
});

test('programs get the values before and after', async () => {
  const session = await openSession({ now: NOON, env: { TASK_ACTOR: 'ada' } });
  await session.text('add_task', { title: 'Review PR', project: 'web' });
  await session.text('update_task', { task_id: 1, priority: 'high' });
  expect(await session.data('get_changes', { since: 1 })).toEqual({
    changes: [
      {
        id: 2,
        group: 2,
        at: '2026-11-22T12:00:00.000Z',
        actor: 'ada',
        kind: 'task.updated',
        task_id: 1,
        version: 2,
        project: 'web',
        before: { priority: 'medium' },
        after: { priority: 'high' },
      },
    ],
    next_cursor: 2,
  });
});

test('without a cursor the last twenty are told, or as many as asked for', async () => {
  const session = await inTwoProjects();
  expect(await newsOf(session)).toEqual({ ids: idsUpTo(40).slice(-20), next_cursor: 40 });
  expect(await newsOf(session, { limit: 3 })).toEqual({ ids: [38, 39, 40], next_cursor: 40 });
});

test('with a cursor fifty are told at most, and the answer says that more follow', async () => {
  const session = await openSession();
  await addAll(session, numbered(60));
  expect(await session.text('get_changes', { since: 0 })).toMatch(/\n50 .*: Task 50\nmore follow; cursor: 50$/);
  expect(await session.text('get_changes', { since: 50 })).toMatch(/\n60 .*: Task 60\ncursor: 60$/);
});

test('nothing new is one short line with the cursor', async () => {
  const session = await openSession();
  expect(await session.text('get_changes')).toBe('No changes; cursor: 0');
  expect(await session.text('get_changes', { since: 0 })).toBe('No changes; cursor: 0');
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.text('get_changes', { since: 1 })).toBe('No changes; cursor: 1');
});

test.each([1, 3, 7, 39, 40, 200])('pages of %i follow each other without a gap or a repeat', async (limit) => {
  const session = await inTwoProjects();
  expect((await pagesFrom(session, 0, { limit })).flat()).toEqual(idsUpTo(40));
  expect((await pagesFrom(session, 0, { limit, project: 'web' })).flat()).toEqual(idsUpTo(40, 4));
});

test('a page of one project continues after the changes of the others', async () => {
  const session = await inTwoProjects();
  expect(await newsOf(session, { since: 20, project: 'web', limit: 2 })).toEqual({ ids: [24, 28], next_cursor: 28 });
  expect(await newsOf(session, { since: 28, project: 'web' })).toEqual({ ids: [32, 36, 40], next_cursor: 40 });
  expect(await newsOf(session, { since: 0, project: 'tv' })).toEqual({ ids: [], next_cursor: 40 });
});

test('TASK_PROJECT is the filter unless the call names another project', async () => {
  const { database } = await inTwoProjects();
  const session = await openSession({ database, env: { TASK_PROJECT: 'web' } });
  expect((await newsOf(session)).ids).toEqual(idsUpTo(40, 4));
  expect((await newsOf(session, { since: 36 })).ids).toEqual([40]);
  expect((await newsOf(session, { since: 36, project: 'ios' })).ids).toEqual([37, 38, 39]);
  expect((await newsOf(session, { since: 36, project: '*' })).ids).toEqual([37, 38, 39, 40]);
});

test('an empty answer about a project that there is not says so', async () => {
  const session = await inTwoProjects();
  expect(await session.text('get_changes', { project: 'wbe' })).toBe(
    'No changes; cursor: 40\nThere is no project "wbe"; there are: ios, web.',
  );
});

test('lines beyond about 2,000 tokens are left for the next page', async () => {
  const session = await openSession({ env: { TASK_TITLE_MAX: '200' } });
  await addAll(
    session,
    numbered(50, (n) => ({ title: `Task ${n} `.padEnd(200, 'x') })),
  );
  const text = await session.text('get_changes', { since: 0 });
  expect(text.length).toBeLessThan(8_000);
  const { ids, next_cursor } = await newsOf(session, { since: 0 });
  expect(text.split('\n')).toHaveLength(ids.length + 1);
  expect(text).toMatch(new RegExp(`\nmore follow; cursor: ${next_cursor}$`));
  expect((await pagesFrom(session, 0, {})).flat()).toEqual(idsUpTo(50));
  expect((await newsOf(session, { since: 0, limit: 60 })).ids).toEqual(idsUpTo(50));
});

test('long texts are cut', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', description: 'x'.repeat(60_000) });
  expect(await session.data('get_changes')).toMatchObject({
    changes: [{ after: { description: `${'x'.repeat(200)}…` } }],
  });
});

test('a cursor of another list, or from before a backup was restored, is refused with the way to go on', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  for (const wait of [{}, { wait_seconds: 50 }]) {
    expect(await session.failure('get_changes', { since: 2, ...wait })).toBe(
      'Error: since 2 is no cursor of this list, whose newest change is 1: it was given by another list, or what it names was lost when a backup was restored or a copy took over\n' +
        'See the tasks with list_tasks, then go on with get_changes without since.',
    );
  }
  expect((await session.call('get_changes', { since: 2 }))._meta).toMatchObject({ 'task-manager/error': 'invalid' });
});

test.each([
  [{ since: -1 }, 'since must be'],
  [{ since: 1.5 }, 'since must be'],
  [{ since: '17' }, 'since must be'],
  [{ wait_seconds: 51 }, 'wait_seconds must be at most 50'],
  [{ wait_seconds: -1 }, 'wait_seconds must be'],
  [{ limit: 201 }, 'limit must be at most 200'],
  [{ cursor: 17 }, "unknown argument 'cursor'\nget_changes takes: since, wait_seconds, project, limit."],
])('%o is refused', async (args, says) => {
  const session = await openSession();
  expect(await session.failure('get_changes', args)).toContain(`Error: ${says}`);
});

test('the command line has it as `log` and as `changes`', async () => {
  const { database } = await inTwoProjects();
  const { stdout } = await run(['log', '--since', '39'], { database });
  expect(stdout).toMatch(/^40 \S+ \S+@test-client created #40: Task 40\ncursor: 40\n$/);
  expect((await run(['changes', '--since', '39'], { database })).stdout).toBe(stdout);
  const refused = await run(['log', '--since', '41'], { database });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/\nSee the tasks with `list`, then go on with `log` without since\.\n$/);
});
