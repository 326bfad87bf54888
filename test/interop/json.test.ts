import { expect, test } from 'vitest';
import type { ExportedTask } from '../../src/domain/export-tasks.ts';
import { readJson, writeJson } from '../../src/interop/json.ts';
import { exported } from '../support/exported.ts';
import { collect, streamOf } from '../support/stream.ts';

async function written(tasks: ExportedTask[]): Promise<string> {
  const parts = await collect(writeJson({ list: 'abc', at: '2026-11-22T10:00:00.000Z', tasks: streamOf(...tasks) }));
  return parts.join('');
}

async function read(...chunks: string[]) {
  const { rows, ...file } = await readJson(streamOf(...chunks));
  return { ...file, rows: await collect(rows) };
}

const TASKS = [
  exported({ id: 3, title: 'A "quoted" \\ title, with {braces} and ]' }),
  exported({ id: 7, title: 'Next' }),
];

test('what was written is valid JSON, a task a line, and comes back as it was', async () => {
  const text = await written(TASKS);
  expect(JSON.parse(text).tasks).toEqual(TASKS);
  expect(text.split('\n')).toHaveLength(5);
  const { source, asOf, rows } = await read(text);
  expect({ source, asOf }).toEqual({ source: 'list:abc', asOf: '2026-11-22T10:00:00.000Z' });
  const [{ id: _, ...first } = { id: 0 }] = TASKS;
  expect(rows[0]).toEqual({ place: 'line 2, tasks[0]', id: '3', task: first });
  expect(rows).toHaveLength(2);
});

test('an empty list is read as one', async () => {
  expect((await read(await written([]))).rows).toEqual([]);
});

test('it is read alike wherever the chunks end and however it is formatted', async () => {
  const text = await written(TASKS);
  const { rows } = await read(text);
  expect((await read(...text)).rows).toEqual(rows);
  const pretty = (await read(JSON.stringify(JSON.parse(text), null, 2))).rows;
  expect(pretty.map((row) => ({ ...row, place: '' }))).toEqual(rows.map((row) => ({ ...row, place: '' })));
  expect(pretty.map(({ place }) => place)).toEqual(['line 7, tasks[0]', 'line 27, tasks[1]']);
  const sorted = JSON.stringify(JSON.parse(text), ['exported_at', 'format', 'format_version', 'id', 'list', 'tasks']);
  expect((await read(sorted)).rows).toMatchObject([{ id: '3' }, { id: '7' }]);
});

test('a task that is no JSON or has no id is told with its place, and the others are read', async () => {
  const [head = '', ...lines] = (await written(TASKS)).split('\n');
  const { rows } = await read([head, '{"id": 1 oops},', '{"title": "No id"},', '17,', ...lines].join('\n'));
  expect(rows.slice(0, 3)).toEqual([
    { place: 'line 2, tasks[0]', says: 'it is not valid JSON' },
    { place: 'line 3, tasks[1]', says: 'id must be a whole number from 1: the id in the list that exported it' },
    { place: 'line 4, tasks[2]', says: 'id must be a whole number from 1: the id in the list that exported it' },
  ]);
  expect(rows.slice(3)).toMatchObject([{ id: '3' }, { id: '7' }]);
});

test('a file that was cut off is refused, wherever it was cut', async () => {
  const text = await written(TASKS);
  const begin = text.indexOf('[') + 1;
  for (let length = begin; length < text.trimEnd().length; length++) {
    await expect(read(text.slice(0, length)), text.slice(0, length)).rejects.toThrow('the file ends in the middle');
  }
});

test.for(['', '[]', '{"tasks":[]}', '{"format":"other","tasks":[]}', '{"title":"x"}', 'hello'])(
  'other JSON is refused: %s',
  async (text) => {
    await expect(read(text)).rejects.toThrow('the file is no export of task-manager-mcp');
  },
);

test('the file of a newer format is refused with both numbers', async () => {
  const text = (await written(TASKS)).replace('"format_version":1', '"format_version":2');
  await expect(read(text)).rejects.toThrow('written by a newer task-manager-mcp (format 2, this one reads 1)');
});
