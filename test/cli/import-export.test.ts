import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ExportedTask } from '../../src/domain/export-tasks.ts';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

const Exported = z.object({ list: z.string(), tasks: z.array(ExportedTask) });
/** Right to left, joined emoji, composed characters, line ends, quotes, what looks like syntax. */
const WEIRD = [
  { title: 'שלום "world" \\ {[,]}', description: 'one\n\n\ttwo "three"\n> four\n- [ ] five\n' },
  { title: '👩‍👩‍👧‍👦 family — Ünïcödé', description: '\u0061\u030a é 日本語', tags: ['日本', 'é'] },
  { title: '=1+1', description: '@SUM(A1)', assignee: '-ada (high)', project: 'web-shop', due: '2026-11-25' },
  { title: '<!-- no --> `code` (low)', priority: 'high', project: '2026', due: '2026-11-25T14:00:00+02:00' },
];

async function exportOf(database: string, ...args: string[]) {
  const { code, stdout } = await run(['export', ...args], { database });
  expect(code).toBe(0);
  return Exported.parse(JSON.parse(stdout));
}

/** A folder with a list of weird tasks in all states, with notes, and its export. */
async function exportedList() {
  const folder = newFolder();
  const [database, file] = [newDatabase(), join(folder, 'a.json')];
  const session = await openSession({ database });
  await session.text('add_tasks', { tasks: WEIRD });
  await session.text('update_task', { task_id: 1, status: 'in_progress', note: 'First "note"\nשלום' });
  await session.text('update_task', { task_id: 1, note: 'Second note' });
  await session.text('complete_task', { task_id: 2 });
  await run(['export', '--output', file], { database });
  return { folder, database, file, session };
}

const imported = (file: string, counts: string) => `Imported ${file}: ${counts}.\n`;
const withoutIds = (tasks: readonly ExportedTask[]) => tasks.map(({ id: _, ...rest }) => rest);

test('what is exported as JSON and imported elsewhere is equal field by field, but for the ids', async () => {
  const { database, file } = await exportedList();
  const other = newDatabase();
  await run(['add', 'There before'], { database: other });
  const { code, stdout, stderr } = await run(['import', file], { database: other });
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: imported(file, '4 added, 0 updated, 0 unchanged'),
    stderr: '',
  });
  const [here, there] = [await exportOf(database), await exportOf(other)];
  expect(withoutIds(there.tasks.slice(1))).toEqual(withoutIds(here.tasks));
  expect(there.tasks.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  expect(here.tasks[0]?.notes.map(({ text }) => text)).toEqual(['First "note"\nשלום', 'Second note']);
  expect(there.list).not.toBe(here.list);
});

test('row, log, counters and search of imported tasks tell the same, and the log names the importer', async () => {
  const { file } = await exportedList();
  const database = newDatabase();
  await run(['import', file], { database, env: { TASK_ACTOR: 'importer' } });
  const session = await openSession({ database });
  expect(await session.text('get_task_stats')).toBe(
    'Tasks: 4 total, 1 done, 3 pending. By priority: low=0, medium=3, high=1 (1 of the pending in progress)',
  );
  expect(await audit(database)).toEqual([]);
  expect(await session.data('search_tasks', { query: 'second note' })).toMatchObject({ tasks: [{ id: 1 }] });
  expect(await session.data('search_tasks', { query: 'family', status: 'completed' })).toMatchObject({ total: 1 });
  expect(await session.data('list_tasks', { tag: '日本' })).toMatchObject({ total: 1 });
  const { task, changes } = await session.data('get_task', { task_id: 1 });
  expect(task).toMatchObject({ created_by: expect.stringMatching(/@test-client$/), version: 2 });
  expect(changes).toMatchObject([
    { actor: 'importer' },
    { actor: 'importer' },
    { kind: 'task.created', actor: 'importer' },
  ]);
});

test('importing twice adds and changes nothing; what its source changed is changed, and only that', async () => {
  const { database: source, file, session } = await exportedList();
  const database = newDatabase();
  await run(['import', file], { database });
  const before = await exportOf(database);
  const again = await run(['import', file], { database });
  expect(again.stdout).toBe(imported(file, '0 added, 0 updated, 4 unchanged'));
  expect((await exportOf(database)).tasks).toEqual(before.tasks);

  await run(['update', '4', '--assignee', 'bob'], { database });
  await run(['delete', '3'], { database });
  await session.text('update_task', { task_id: 3, title: 'Renamed too' });
  await session.text('update_task', { task_id: 4, title: 'Renamed', note: 'Third note' });
  await run(['export', '--output', file], { database: source });
  const { stdout } = await run(['import', file], { database });
  expect(stdout).toBe(imported(file, '0 added, 1 updated, 2 unchanged, 1 left deleted'));
  const task = (await exportOf(database)).tasks.find(({ id }) => id === 4);
  expect(await audit(database)).toEqual([]);
  expect(task).toMatchObject({ title: 'Renamed', assignee: 'bob', version: 3, notes: [{ text: 'Third note' }] });
});

test('a list takes its own export back: what was edited there changes, what is newer here stays', async () => {
  const { database, file } = await exportedList();
  expect((await run(['import', file], { database })).stdout).toBe(imported(file, '0 added, 0 updated, 4 unchanged'));
  await run(['update', '3', '--title', 'Newer here'], { database });
  const edited = readFileSync(file, 'utf8').replace('<!-- no -->', 'Edited').replace('=1+1', 'Edited too');
  writeFileSync(file, edited);
  expect((await run(['import', file], { database })).stdout).toBe(
    imported(
      file,
      '0 added, 1 updated, 2 unchanged, 1 left as they are, since they were changed here after the file was written',
    ),
  );
  const { tasks } = await exportOf(database);
  expect(tasks.map(({ title }) => title).slice(2)).toEqual(['Newer here', 'Edited `code` (low)']);
});

test('Markdown comes back into the list it was exported from, with what was ticked and added by hand', async () => {
  const { folder, database } = await exportedList();
  const file = join(folder, 'todo.md');
  await run(['export', '--output', file], { database });
  const { tasks } = await exportOf(database);
  expect((await run(['import', file], { database })).stdout).toBe(imported(file, '0 added, 0 updated, 4 unchanged'));
  expect((await exportOf(database)).tasks).toEqual(tasks);
  writeFileSync(file, `${readFileSync(file, 'utf8').replace('[ ] #3', '[x] #3')}- [ ] By hand\n`);
  expect((await run(['import', file], { database })).stdout).toBe(imported(file, '1 added, 1 updated, 3 unchanged'));
  expect((await run(['import', file], { database })).stdout).toBe(imported(file, '0 added, 0 updated, 5 unchanged'));
  const after = (await exportOf(database)).tasks;
  expect(after.slice(2).map(({ title, status, project }) => [title, status, project])).toEqual([
    ['=1+1', 'completed', 'web-shop'],
    ['<!-- no --> `code` (low)', 'pending', '2026'],
    ['By hand', 'pending', 'web-shop'],
  ]);
});

test('only the tasks of a project or a status are exported where they are asked for', async () => {
  const { database } = await exportedList();
  const ids = async (...args: string[]) => (await exportOf(database, ...args)).tasks.map(({ id }) => id);
  expect(await ids('--project', 'web-shop')).toEqual([3]);
  expect(await ids('--status', 'open')).toEqual([1, 3, 4]);
  const filtered = await run(['export'], { database, env: { TASK_PROJECT: '2026' } });
  expect(JSON.parse(filtered.stdout).tasks).toMatchObject([{ id: 4 }]);
  expect(filtered.stderr).toBe('Exported 1 task of project 2026.\n');
  const wrong = await run(['export', '--format', 'xml'], { database });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('json, csv, markdown') });
});

test('CSV in a file holds no formula', async () => {
  const { folder, database } = await exportedList();
  const file = join(folder, 'tasks.csv');
  const { stderr } = await run(['export', '--output', file], { database });
  expect(stderr).toBe(`Exported 4 tasks to ${file}.\n`);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(`3,'=1+1,'@SUM(A1),`);
  expect(text).toContain(`,'-ada (high),`);
});

test('an export replaces a text file once it is whole, and never a database', async () => {
  const { folder, database, file } = await exportedList();
  const other = join(folder, 'other.db');
  await run(['add', 'A list of its own'], { database: other });
  const before = readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name));
  expect(await run(['export', '--output', other], { database })).toMatchObject({
    code: 2,
    stderr: `${other} holds something that is no text, so it is left alone. Name another file.\n`,
  });
  await run(['export', '--output', file], { database });
  expect(readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(before);
  expect(await run(['export', '--output', join(folder, 'no', 'x.json')], { database })).toMatchObject({ code: 2 });
  expect((await run(['list', '--limit', '1'], { database })).stdout).toContain('#1');
});
