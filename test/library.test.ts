import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { OpenOptions, TaskManager } from '../src/index.ts';
import { newDatabase, newFolder } from './support/folder.ts';
import { openSession } from './support/session.ts';

/** The built package, as a program that depends on it gets it. */
async function packaged(): Promise<typeof import('../src/index.ts')> {
  return import(new URL('../dist/index.js', import.meta.url).href);
}

async function open(options: OpenOptions): Promise<TaskManager> {
  const { openTaskManager } = await packaged();
  const manager = await openTaskManager(options);
  onTestFinished(() => manager.close());
  return manager;
}

test('a program calls the tools by name and gets their text and data', async () => {
  const tm = await open({ url: newDatabase(), actor: 'builder' });
  const { text, data } = await tm.call('add_task', { title: 'Review PR', priority: 'high' });
  expect(text).toBe('Created task #1: Review PR (high)');
  expect(data).toMatchObject({ task: { id: 1, title: 'Review PR', created_by: 'builder' }, change_id: 1 });
  expect((await tm.call('list_tasks')).text).toBe('○ #1: Review PR [high]');
});

test('a program that names no actor is written down as the library', async () => {
  const tm = await open({ url: newDatabase() });
  const { data } = await tm.call('add_task', { title: 'Review PR' });
  expect(data).toMatchObject({ task: { created_by: expect.stringMatching(/^.+@library$/) } });
});

test.each([
  ['a wrong argument', 'add_task', { title: 'ab' }, 'invalid', 'Error: title must be 3+ characters\n'],
  ['a missing argument', 'add_task', {}, 'invalid', "Error: 'title' is required\n"],
  ['an unknown argument', 'add_task', { title: 'abc', color: 'red' }, 'invalid', "Error: unknown argument 'color'\n"],
  ['an unknown task', 'get_task', { task_id: 9 }, 'not_found', 'Task #9 not found.\n'],
  ['an unknown tool', 'nope', {}, 'invalid', 'Unknown tool: nope'],
] as const)('%s rejects with a code and the next step', async (_, name, args, code, beginning) => {
  const { TaskManagerError } = await packaged();
  const tm = await open({ url: newDatabase() });
  const error: unknown = await tm.call(name, args).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TaskManagerError);
  expect(error).toMatchObject({ name: 'TaskManagerError', code, message: expect.stringContaining(beginning) });
});

test('opening a folder instead of a file rejects with the code storage', async () => {
  const { openTaskManager, TaskManagerError } = await packaged();
  const url = join(newFolder(), 'tasks.db');
  mkdirSync(url);
  const error: unknown = await openTaskManager({ url }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TaskManagerError);
  expect(error).toMatchObject({ code: 'storage' });
});

test.each([
  { url: 'mysql://localhost/tasks' },
  { url: ':memory:' },
  { url: '${TEAM_LIST}' },
  { url: '' },
  { url: 'tasks.db', actor: '${USER}' },
])('opening %o, which names no list or nobody, rejects with the code invalid and opens nothing', async (options) => {
  const { openTaskManager, TaskManagerError } = await packaged();
  const error: unknown = await openTaskManager(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TaskManagerError);
  expect(error).toMatchObject({ code: 'invalid' });
});

test('opening with an actor that breaks the rules rejects with the code invalid', async () => {
  const { openTaskManager, TaskManagerError } = await packaged();
  const error: unknown = await openTaskManager({ url: newDatabase(), actor: 'two\nlines' }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(TaskManagerError);
  expect(error).toMatchObject({ code: 'invalid' });
});

test('closing lets the calls in progress finish', async () => {
  const url = newDatabase();
  const { openTaskManager } = await packaged();
  const tm = await openTaskManager({ url });
  const calls = Array.from({ length: 20 }, (_, index) => tm.call('add_task', { title: `Task ${index}` }));
  await tm.close();
  const settled = await Promise.allSettled(calls);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  expect((await (await open({ url })).call('get_task_stats')).text).toMatch(/^Tasks: 20 total/);
});

test('closing twice is as good as once', async () => {
  const { openTaskManager } = await packaged();
  const tm = await openTaskManager({ url: newDatabase() });
  await tm.close();
  await expect(tm.close()).resolves.toBeUndefined();
});

test('a call after closing rejects with a TaskManagerError', async () => {
  const { openTaskManager, TaskManagerError } = await packaged();
  const tm = await openTaskManager({ url: newDatabase() });
  await tm.close();
  await expect(tm.call('add_task', { title: 'Too late' })).rejects.toBeInstanceOf(TaskManagerError);
});

test('two instances on one file share the list and never give an id twice', async () => {
  const url = newDatabase();
  const [first, second] = [await open({ url }), await open({ url })];
  const title = 'Together';
  await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? first : second).call('add_task', { title })));
  const { data } = await second.call('list_tasks');
  expect(data).toMatchObject({ total: 40, tasks: Array.from({ length: 40 }, (_, at) => ({ id: at + 1 })) });
  expect((await first.call('get_task_stats')).text).toMatch(/^Tasks: 40 total/);
});

test('a program and a host see the same list', async () => {
  const session = await openSession({ over: 'stdio' });
  const tm = await open({ url: session.database });
  await tm.call('add_task', { title: 'From the program' });
  expect(await session.text('complete_task', { task_id: 1 })).toBe('Task #1 completed.');
  expect((await tm.call('list_tasks')).text).toBe('✓ #1: From the program [medium]');
});
