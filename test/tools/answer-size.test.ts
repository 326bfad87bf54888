import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf, numbered, pagesOf } from '../support/tasks.ts';

/** About 2,000 tokens of four characters. */
const MAX_CHARACTERS = 8_000;
const LONG_TITLES = { env: { TASK_TITLE_MAX: '200' } };
const title = (n: number) => `Needle ${n} `.padEnd(200, 'x');
const FIFTY_TAGS = Array.from({ length: 50 }, (_, index) => `${index + 10}`.padEnd(50, 't'));

test('a list of more than fifty shows fifty and says what is more useful', async () => {
  const session = await openSession();
  await addAll(session, numbered(60));
  await session.text('complete_task', { task_id: 1 });
  const lines = (await session.text('list_tasks')).split('\n');
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('50 of 60 shown, oldest first; status:"open" has 59; cursor: 50');
  expect(await session.text('list_tasks', { status: 'open' })).toMatch(/\n50 of 59 shown, oldest first; cursor: 51$/);
  expect((await session.text('list_tasks', { cursor: '50' })).split('\n')).toHaveLength(10);
});

test('a list of exactly fifty is whole and does not say so', async () => {
  const session = await openSession();
  await addAll(session, numbered(50));
  const lines = (await session.text('list_tasks')).split('\n');
  expect(lines).toHaveLength(50);
  expect(lines.at(-1)).toBe('○ #50: Task 50 [medium]');
});

test('a list of which every task is open does not point at the open ones', async () => {
  const session = await openSession();
  await addAll(session, numbered(3));
  expect(await session.text('list_tasks', { limit: 2 })).toMatch(/\n2 of 3 shown, oldest first; cursor: 2$/);
});

test('a cut list by due date says its order', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(3, (n) => ({ due: `2026-11-0${n}` })),
  );
  expect(await session.text('list_tasks', { due_before: '2027-01-01', limit: 2 })).toMatch(
    /\n2 of 3 shown, first due first; cursor: 2026-11-02~2$/,
  );
});

test('a cut search says its order', async () => {
  const session = await openSession();
  await addAll(session, numbered(60));
  expect(await session.text('search_tasks', { query: 'task' })).toMatch(
    /\n50 of 60 shown, title hits first, then newest; cursor: title~11$/,
  );
});

test('totals are exact up to a thousand', async () => {
  const session = await openSession();
  await addAll(session, numbered(1_000));
  await session.text('complete_task', { task_id: 1 });
  expect(await session.text('list_tasks', { limit: 1 })).toContain(
    '\n1 of 1000 shown, oldest first; status:"open" has 999;',
  );
  await session.text('add_task', { title: 'One more' });
  expect(await session.text('list_tasks', { limit: 1 })).toContain(
    '\n1 of 1000+ shown, oldest first; status:"open" has 1000;',
  );
  expect(await session.data('list_tasks', { limit: 1 })).toMatchObject({ total: 1_000 });
  expect(await session.text('search_tasks', { query: 'task', limit: 1 })).toContain('\n1 of 1000 shown,');
});

test.each(['list_tasks', 'search_tasks'])(
  '%s of long titles is cut at about 2,000 tokens and goes on',
  async (tool) => {
    const session = await openSession(LONG_TITLES);
    await addAll(
      session,
      numbered(50, (n) => ({ title: title(n) })),
    );
    const args = tool === 'search_tasks' ? { query: 'needle' } : {};
    const text = await session.text(tool, args);
    expect(text.length).toBeLessThan(MAX_CHARACTERS);
    expect(text.length).toBeGreaterThan(MAX_CHARACTERS * 0.9);
    expect(text).toMatch(/\n\d+ of 50 shown, .*; cursor: \S+$/);
    const whole = await idsOf(session, tool, { ...args, limit: 200 });
    expect((await pagesOf(session, tool, args)).flat()).toEqual(whole);
  },
);

test('the structured rows of a cut list are those of its text', async () => {
  const session = await openSession(LONG_TITLES);
  await addAll(
    session,
    numbered(50, (n) => ({ title: title(n) })),
  );
  const shown = (await session.text('list_tasks')).split('\n').length - 1;
  expect(await idsOf(session, 'list_tasks')).toHaveLength(shown);
});

test('a limit above the default is kept, whatever the answer then costs', async () => {
  const session = await openSession(LONG_TITLES);
  await addAll(
    session,
    numbered(60, (n) => ({ title: title(n) })),
  );
  expect(await idsOf(session, 'list_tasks', { limit: 60 })).toHaveLength(60);
});

test('a list of tasks with fifty long tags is cut, and each page moves on', async () => {
  const session = await openSession(LONG_TITLES);
  await addAll(
    session,
    numbered(7, (n) => ({ title: title(n), tags: FIFTY_TAGS })),
  );
  expect((await session.text('list_tasks')).length).toBeLessThan(MAX_CHARACTERS);
  expect((await pagesOf(session, 'list_tasks', {})).flat()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect((await pagesOf(session, 'search_tasks', { query: 'needle' })).flat()).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test('long snippets count towards what a search may cost', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(50, () => ({ description: `${'hay '.repeat(30)}needle ${'hay '.repeat(30)}` })),
  );
  const text = await session.text('search_tasks', { query: 'needle' });
  expect(text.length).toBeLessThan(MAX_CHARACTERS);
});

test('a list that is cut by its size also says how many are open', async () => {
  const session = await openSession(LONG_TITLES);
  await addAll(
    session,
    numbered(50, (n) => ({ title: title(n) })),
  );
  await session.text('complete_task', { task_id: 1 });
  expect(await session.text('list_tasks')).toContain('status:"open" has 49');
});

test('get_task costs about 2,000 tokens at most', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', description: 'x'.repeat(7_000) });
  for (let n = 0; n < 5; n += 1) await session.text('update_task', { task_id: 1, note: `${n}`.padEnd(1_000, 'x') });
  expect((await session.text('get_task', { task_id: 1 })).length).toBeLessThan(MAX_CHARACTERS);
});

test('a change of many tags is said in few words', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', tags: FIFTY_TAGS });
  expect(
    (await session.text('update_task', { task_id: 1, tags: [...FIFTY_TAGS.slice(1), 'new'] })).length,
  ).toBeLessThan(500);
});

test('add_tasks of a hundred long tasks costs about 2,000 tokens at most', async () => {
  const session = await openSession(LONG_TITLES);
  const tasks = numbered(100, (n) => ({ title: title(n) }));
  expect((await session.text('add_tasks', { tasks })).length).toBeLessThan(MAX_CHARACTERS);
});
