import { expect, test } from 'vitest';
import type { ExportedTask } from '../../src/domain/export-tasks.ts';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';
import { exportOf, importing, plannedList, tasks } from '../support/importing.ts';

test('parents and blockers are those of the source under our ids, and nothing else of the tasks is touched', async () => {
  const { file, database, relations } = importing();
  const source = newDatabase();
  await plannedList(source);
  await run(['export', '--output', file], { database: source });
  await run(['add', 'There before'], { database });
  await run(['import', file], { database });
  expect(await relations()).toEqual([
    [1, null, []],
    [2, 5, [3]],
    [3, 5, []],
    [4, 3, [2, 3]],
    [5, null, []],
  ]);
  const rest = ({ id: _, parent_id: __, blocked_by: ___, ...task }: ExportedTask) => task;
  const [here, there] = [await exportOf(database), await exportOf(source)];
  expect(here.tasks.slice(1).map(rest)).toEqual(there.tasks.map(rest));
  expect(await audit(database)).toEqual([]);
  expect((await run(['list', '--status', 'ready'], { database })).stdout).toBe(
    '○ #1: There before [medium]\n○ #3: Design [medium] part of #5\n○ #5: Project [medium]\n',
  );
});

test('importing again changes nothing but what the source has changed', async () => {
  const { bring, database, relations } = importing();
  await bring(tasks({}, { blocked_by: [1] }, { parent_id: 2 }));
  expect(await bring(tasks({}, { blocked_by: [1] }, { parent_id: 2 }))).toBe('0 added, 0 updated, 3 unchanged.');
  await run(['update', '3', '--blocked-by', '1'], { database });
  expect(await bring(tasks({}, { blocked_by: [1] }, { parent_id: 1 }))).toBe('0 added, 1 updated, 2 unchanged.');
  expect(await relations()).toEqual([
    [1, null, []],
    [2, null, [1]],
    [3, 1, [1]],
  ]);
  expect(await bring(tasks({}, { blocked_by: [] }, { parent_id: null }))).toBe('0 added, 2 updated, 1 unchanged.');
  expect(await relations()).toEqual([
    [1, null, []],
    [2, null, []],
    [3, null, [1]],
  ]);
});

test('a file that says nothing of parents and blockers leaves them as they are', async () => {
  const { bring, relations } = importing();
  await bring(tasks({}, { blocked_by: [1], parent_id: 1 }));
  expect(await bring(tasks({}, { title: 'Renamed' }))).toBe('0 added, 1 updated, 1 unchanged.');
  expect(await bring(tasks({}, { title: 'Renamed', blocked_by: [1], parent_id: 1 }))).toBe(
    '0 added, 0 updated, 2 unchanged.',
  );
  expect(await relations()).toEqual([
    [1, null, []],
    [2, 1, [1]],
  ]);
});

test('a task may name one that comes many rows later, or that came with an earlier file', async () => {
  const { bring, relations } = importing();
  const many = tasks(
    ...Array.from({ length: 1_200 }, (_, index) => (index === 0 ? { blocked_by: [3, 1_100], parent_id: 700 } : {})),
  );
  expect(await bring(many)).toBe('1200 added, 0 updated, 0 unchanged.');
  expect((await relations())[0]).toEqual([1, 700, [3, 1_100]]);
  expect(await bring(many)).toBe('0 added, 0 updated, 1200 unchanged.');
  expect(await bring([{ id: 1_201, title: 'Later', blocked_by: [700], parent_id: 2 }])).toBe(
    '1 added, 0 updated, 0 unchanged.',
  );
  expect((await relations()).at(-1)).toEqual([1_201, 2, [700]]);
});

test('a change that names a task of a later chunk counts as one update', async () => {
  const { bring, relations } = importing();
  const rows = (blocked_by: number[]) => tasks({ blocked_by }, ...Array.from({ length: 600 }, () => ({})));
  await bring(rows([2]));
  expect(await bring(rows([2, 601]), '--dry-run')).toBe('0 added, 1 updated, 600 unchanged.');
  expect(await bring(rows([2, 601]))).toBe('0 added, 1 updated, 600 unchanged.');
  expect((await relations())[0]).toEqual([1, null, [2, 601]]);
});

test('what is neither in the file nor here is left out and counted, and set once it is there', async () => {
  const { bring, relations } = importing();
  const rows = tasks({ blocked_by: [2, 9] }, { parent_id: 8 });
  const leftOut = ' Parents and blockers left out: 2 not here.';
  expect(await bring(rows, '--dry-run')).toBe(`2 added, 0 updated, 0 unchanged.${leftOut}`);
  expect(await bring(rows)).toBe(`2 added, 0 updated, 0 unchanged.${leftOut}`);
  expect(await bring(rows)).toBe(`0 added, 0 updated, 2 unchanged.${leftOut}`);
  expect(await relations()).toEqual([
    [1, null, [2]],
    [2, null, []],
  ]);
  const whole = [...rows, { id: 8, title: 'Parent' }, { id: 9, title: 'Blocker' }];
  expect(await bring(whole)).toBe('2 added, 2 updated, 0 unchanged.');
  expect(await relations()).toEqual([
    [1, null, [2, 4]],
    [2, 3, []],
    [3, null, []],
    [4, null, []],
  ]);
  expect(await bring(whole)).toBe('0 added, 0 updated, 4 unchanged.');
});

test('of a cycle in the file what would close it is left out and counted', async () => {
  const { bring, relations } = importing();
  const rows = tasks(
    { blocked_by: [2] },
    { blocked_by: [3], parent_id: 3 },
    { blocked_by: [1], parent_id: 2 },
    { blocked_by: [4] },
  );
  expect(await bring(rows)).toBe(
    '4 added, 0 updated, 0 unchanged. Parents and blockers left out: 3 that would make a cycle.',
  );
  expect(await relations()).toEqual([
    [1, null, [2]],
    [2, 3, [3]],
    [3, null, []],
    [4, null, []],
  ]);
  expect(await bring(rows)).toBe('0 added, 0 updated, 4 unchanged.');
});

test('a cycle with what was set here is left out too', async () => {
  const { bring, database, relations } = importing();
  await bring(tasks({}, {}));
  await run(['update', '1', '--blocked-by', '2'], { database });
  expect(await bring(tasks({}, { blocked_by: [1], title: 'Renamed' }))).toBe(
    '0 added, 1 updated, 1 unchanged. Parents and blockers left out: 1 that would make a cycle.',
  );
  expect(await relations()).toEqual([
    [1, null, [2]],
    [2, null, []],
  ]);
});

test('a task that was deleted here stays so, and what named it is not touched', async () => {
  const { bring, database, relations } = importing();
  const rows = tasks({}, { blocked_by: [1] });
  await bring(rows);
  await run(['delete', '1', '--include-subtasks'], { database });
  expect(await bring(rows)).toBe('0 added, 0 updated, 2 unchanged.');
  expect(await bring([...rows, { id: 3, title: 'New', blocked_by: [1, 2], parent_id: 1 }])).toBe(
    '1 added, 0 updated, 2 unchanged.',
  );
  expect(await relations()).toEqual([
    [2, null, []],
    [3, null, [2]],
  ]);
});
