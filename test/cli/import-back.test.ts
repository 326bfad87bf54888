import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { tamper } from '../support/beside.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';
import { exportOf, importing, plannedList, tasks } from '../support/importing.ts';
import { openSession } from '../support/session.ts';

test('a list takes its own export back, with the relations as they were edited there', async () => {
  const { file, database, relations } = importing();
  await plannedList(database);
  const before = await exportOf(database);
  await run(['export', '--output', file], { database });
  const again = async () => (await run(['import', file], { database })).stdout.split(': ')[1]?.trim();
  expect(await again()).toBe('0 added, 0 updated, 4 unchanged.');
  expect((await exportOf(database)).tasks).toEqual(before.tasks);
  const edited = before.tasks.map((task) => (task.id === 3 ? { ...task, blocked_by: [5], parent_id: null } : task));
  const list = {
    format: 'task-manager-mcp',
    format_version: 1,
    list: before.list,
    exported_at: new Date().toISOString(),
  };
  writeFileSync(file, JSON.stringify({ ...list, tasks: edited }));
  expect(await again()).toBe('0 added, 1 updated, 3 unchanged.');
  expect(await again()).toBe('0 added, 0 updated, 4 unchanged.');
  expect((await relations())[2]).toEqual([3, null, [5]]);
  expect(await audit(database)).toEqual([]);
});

test('Markdown carries parents and blockers into the list that it came from, and into another', async () => {
  const { folder, database } = importing();
  const file = join(folder, 'todo.md');
  const session = await plannedList(database);
  await session.text('update_task', { task_id: 3, project: 'web' });
  const before = await exportOf(database);
  await run(['export', '--output', file], { database });
  const { stdout } = await run(['import', file], { database });
  expect(stdout).toContain('0 added, 0 updated, 4 unchanged.');
  expect((await exportOf(database)).tasks).toEqual(before.tasks);
  const other = newDatabase();
  expect((await run(['import', file], { database: other })).stdout).toContain('4 added, 0 updated, 0 unchanged.');
  expect((await run(['list'], { database: other })).stdout).toBe(`○ #1: Project [medium]
○ #2: Build [medium] part of #1 blocked by #3
○ #3: Design [medium] part of #1
○ #4: Ship [medium] +web part of #3 blocked by #2, #3
`);
  expect(await audit(other)).toEqual([]);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}- \[ \] #2.*$/m, '- [ ] #2 Design (medium)'));
  expect((await run(['import', file], { database })).stdout).toContain('0 added, 1 updated, 3 unchanged.');
  expect((await exportOf(database)).tasks[1]).toMatchObject({ id: 2, parent_id: null });
  expect(await audit(database)).toEqual([]);
});

test('what is nested in a checklist becomes a subtask, and moves when it is moved', async () => {
  const { folder, database, relations } = importing();
  const file = join(folder, 'todo.md');
  const bring = async (text: string) => {
    writeFileSync(file, text);
    return (await run(['import', file], { database })).stdout.split(': ')[1]?.trim();
  };
  expect(await bring('- [ ] House\n  - [ ] Roof\n    - [ ] Tiles\n- [ ] Garden\n')).toBe(
    '4 added, 0 updated, 0 unchanged.',
  );
  expect(await relations()).toEqual([
    [1, null, []],
    [2, 1, []],
    [3, 2, []],
    [4, null, []],
  ]);
  expect(await bring('- [ ] House\n  - [x] Roof\n- [ ] Garden\n  - [ ] Tiles\n')).toBe(
    '0 added, 2 updated, 2 unchanged.',
  );
  expect((await relations())[2]).toEqual([3, 4, []]);
  expect(await audit(database)).toEqual([]);
});

test('a task that somebody works on here is left alone, and comes in later', async () => {
  const { bring, database } = importing();
  const rows = (title: string) => tasks({ title, status: 'in_progress' }, {});
  await bring(rows('Review PR'));
  const until = new Date(Date.now() + 600_000).toISOString();
  const lease = 'INSERT INTO leases (task_id, token_hash, holder, until, minutes, fence)';
  await tamper(database, `${lease} VALUES (1, 'x', 'bob', ?, 10, 1)`, until);
  expect(await bring(rows('Renamed'))).toBe(
    '0 added, 0 updated, 1 unchanged, 1 left as they are, since somebody works on them.',
  );
  expect((await exportOf(database)).tasks[0]).toMatchObject({ title: 'Review PR' });
  expect(await bring(rows('Review PR'))).toBe('0 added, 0 updated, 2 unchanged.');
  await tamper(database, `UPDATE leases SET until = '2026-01-01T00:00:00.000Z'`);
  expect(await bring(rows('Renamed'))).toBe('0 added, 1 updated, 1 unchanged.');
});

test('a handover stays one', async () => {
  const { bring, database } = importing();
  const note = { at: '2026-01-01T00:00:00.000Z', actor: 'bob', text: 'Half done.' };
  await bring(
    tasks({
      notes: [
        { ...note, handover: true },
        { ...note, text: 'Done.' },
      ],
    }),
  );
  const session = await openSession({ database });
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ handover: { text: 'Half done.' } });
  expect((await exportOf(database)).tasks[0]?.notes).toEqual([
    { ...note, handover: true },
    { ...note, text: 'Done.' },
  ]);
});

test.for([
  [{ parent_id: 1.5 }, 'parent_id must be the id of a task in the list it comes from'],
  [{ blocked_by: [{}] }, 'blocked_by[0] must be the id of a task in the list it comes from'],
  [{ blocked_by: 3 }, 'blocked_by must be a list, not 3'],
] as const)('%o is a bad row', async ([row, says]) => {
  const { folder, database } = importing();
  const file = join(folder, 'bad.json');
  const list = { format: 'task-manager-mcp', format_version: 1, list: 'x', exported_at: '2026-01-01T00:00:00Z' };
  writeFileSync(file, JSON.stringify({ ...list, tasks: tasks(row) }));
  const { code, stderr } = await run(['import', file], { database });
  expect({ code, says: stderr.split('\n')[1] }).toMatchObject({ code: 2, says: expect.stringContaining(says) });
});
