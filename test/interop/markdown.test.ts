import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExportedTask } from '../../src/domain/export-tasks.ts';
import { ImportedTask } from '../../src/domain/imported-task.ts';
import { linesOf } from '../../src/interop/lines.ts';
import { readMarkdown, writeMarkdown } from '../../src/interop/markdown.ts';
import { exported } from '../support/exported.ts';
import { collect, streamOf } from '../support/stream.ts';

async function written(...tasks: ExportedTask[]): Promise<string> {
  const list = { list: 'abc', at: '2026-11-22T10:00:00.000Z', tasks: streamOf(...tasks) };
  return (await collect(writeMarkdown(list))).join('');
}

async function read(text: string) {
  const { rows, ...file } = await readMarkdown(linesOf(streamOf(text)), 'file');
  return { ...file, rows: await collect(rows) };
}

/** What an item became, without what the line alone decides. */
async function tasksIn(text: string) {
  return (await read(text)).rows.map((row) => ('task' in row ? ImportedTask.parse(row.task) : row));
}

test('an export reads well', async () => {
  const text = await written(
    exported({ id: 2, title: 'Done', status: 'completed' }),
    exported({
      ...{ id: 12, title: 'Title', priority: 'high', status: 'in_progress', project: 'web-shop', due: '2026-11-25' },
      ...{ assignee: 'ada', tags: ['api', 'ui'], description: 'One\n\n- [ ] two' },
    }),
  );
  expect(text).toBe(`<!-- task-manager-mcp list abc exported 2026-11-22T10:00:00.000Z -->

# Tasks

- [x] #2 Done (medium)

## web-shop

- [ ] #12 Title (high, in progress) due 2026-11-25 @ada #api #ui
  > One
  >
  > - [ ] two
`);
});

test('an export is known again as ours, with its ids', async () => {
  const { source, asOf, rows } = await read(await written(exported({ id: 2 }), exported({ id: 12 })));
  expect({ source, asOf }).toEqual({ source: 'list:abc', asOf: '2026-11-22T10:00:00.000Z' });
  expect(rows).toMatchObject([{ id: '2', place: 'line 5' }, { id: '12' }]);
});

const word = fc.constantFrom(
  'x',
  'שלום',
  '👩‍👩‍👧',
  '(high)',
  '(low, in progress)',
  '@ada',
  '#3',
  '"',
  '\\',
  'due 2026-01-01',
  '- [ ]',
  '>',
);
const phrase = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const slugs = fc.constantFrom('api', 'web-shop', 'é', '2026', 'a.b_c');
const lines = fc.array(fc.oneof(phrase, fc.constantFrom('', '  indented', '# no heading', '```', '> quote', '\ttab')));

test('whatever a task says comes back from Markdown as it was', async () => {
  const task = fc.record({
    title: phrase,
    description: lines.map((each) => each.join('\n')),
    priority: fc.constantFrom('low', 'medium', 'high'),
    status: fc.constantFrom('pending', 'in_progress', 'completed'),
    project: fc.option(slugs),
    tags: fc.uniqueArray(slugs).map((tags) => tags.sort()),
    due: fc.option(fc.constantFrom('2026-11-25', '2026-11-25T14:00:00Z')),
    assignee: fc.option(phrase),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { minLength: 1, maxLength: 4 }), async (tasks) => {
      const grouped = tasks.sort((one, other) => (one.project ?? '').localeCompare(other.project ?? ''));
      const all = grouped.map((fields, index) => exported({ ...fields, id: index + 1 }));
      const text = await written(...all);
      expect(await tasksIn(text)).toMatchObject(grouped);
    }),
    { numRuns: 300 },
  );
});

test('a subtask stands below its task; a parent elsewhere and the blockers are named by number', async () => {
  const text = await written(
    exported({ id: 3, title: 'Top', description: 'One\n\ntwo' }),
    exported({ id: 1, title: 'Part', parent_id: 3, blocked_by: [5, 2], tags: ['2026'], description: 'three' }),
    exported({ id: 4, title: 'Deep', parent_id: 1 }),
    exported({ id: 2, title: 'Next', parent_id: 3 }),
    exported({ id: 5, title: 'Other', parent_id: 9, assignee: 'ada' }),
    exported({ id: 6, title: 'Away', parent_id: 3, project: 'web' }),
  );
  expect(text.split('\n').slice(4)).toEqual([
    '- [ ] #3 Top (medium)',
    '  > One',
    '  >',
    '  > two',
    '  - [ ] #1 Part (medium) #2026 blocked by #5 #2',
    '    > three',
    '    - [ ] #4 Deep (medium)',
    '  - [ ] #2 Next (medium)',
    '- [ ] #5 Other (medium) @ada part of #9',
    '',
    '## web',
    '',
    '- [ ] #6 Away (medium) part of #3',
    '',
  ]);
  expect((await read(text)).rows).toMatchObject([
    { id: '3', task: { parent_id: null, blocked_by: [], description: 'One\n\ntwo' } },
    { id: '1', task: { parent_id: '3', blocked_by: ['5', '2'], tags: ['2026'], description: 'three' } },
    { id: '4', task: { parent_id: '1' } },
    { id: '2', task: { parent_id: '3' } },
    { id: '5', task: { parent_id: '9', assignee: 'ada' } },
    { id: '6', task: { parent_id: '3', project: 'web' } },
  ]);
});

test('an item is a part of the one that it is indented below', async () => {
  const { rows } = await read(`- [ ] One
 - [ ] Not far enough
  - [ ] Beside that
- plain
  - [ ] Below no task
- [ ] Two
  - plain text of Two
    - [ ] Below Two
      words
  - [ ] Below Two again
	- [ ] Below that

## web
  - [ ] After a heading
`);
  const titles = new Map(rows.flatMap((row) => ('task' in row ? [[row.id, ImportedTask.parse(row.task).title]] : [])));
  const parents = rows.map((row) => ('task' in row ? titles.get(ImportedTask.parse(row.task).parent_id ?? '') : row));
  expect(parents).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'Two',
    'Two',
    'Below Two again',
    undefined,
  ]);
});

test("a person's checklist becomes tasks, nested items too", async () => {
  const text = `# Today

Some words before.

- [ ] Buy milk
  the one with the blue cap

  and bread
* [x] Call Bob
    1. [ ] Ask about the key
+ [X] Shout
- no box
1) [ ] Numbered (high) due 2026-11-25 @bob #home

## web-shop

- [ ] In the shop
\t- [ ] Deeper
## Other things
- [ ] Elsewhere
`;
  expect(await tasksIn(text)).toMatchObject([
    { title: 'Buy milk', description: 'the one with the blue cap\n\nand bread', status: 'pending', project: null },
    { title: 'Call Bob', status: 'completed', description: '' },
    { title: 'Ask about the key', status: 'pending' },
    { title: 'Shout', status: 'completed' },
    { title: 'Numbered', priority: 'high', due: '2026-11-25', assignee: 'bob', tags: ['home'] },
    { title: 'In the shop', project: 'web-shop' },
    { title: 'Deeper', project: 'web-shop' },
    { title: 'Elsewhere', project: null },
  ]);
});

test('boxes in code are no tasks', async () => {
  expect(await tasksIn('```\n- [ ] no\n```\n- [ ] yes\n~~~\n- [ ] no\n')).toMatchObject([{ title: 'yes' }]);
});

test('numbers count only in files of ours; elsewhere an item is known by its text', async () => {
  const { source, rows } = await read('- [ ] #12 Fix\n- [x] Twice\n- [ ] Twice\n');
  expect(source).toBe('markdown:file');
  const ids = rows.map((row) => ('id' in row ? row.id : ''));
  expect(ids).toEqual([expect.stringMatching(/^text:/), expect.stringMatching(/^text:/), `${ids[1]}~2`]);
  expect(rows[0]).toMatchObject({ task: { title: '#12 Fix' } });
  const ticked = await read('- [x] #12 Fix (high)\n');
  expect(ticked.rows).toMatchObject([{ id: ids[0] }]);
});

test('Windows line ends are line ends', async () => {
  expect(await tasksIn('## web\r\n- [ ] One\r\n  two\r\n  three\r\n')).toMatchObject([
    { title: 'One', project: 'web', description: 'two\nthree' },
  ]);
});
