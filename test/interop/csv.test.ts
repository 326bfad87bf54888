import { expect, test } from 'vitest';
import type { ExportedTask } from '../../src/domain/export-tasks.ts';
import { writeCsv } from '../../src/interop/csv.ts';
import { exported } from '../support/exported.ts';
import { collect, streamOf } from '../support/stream.ts';

async function rows(...tasks: ExportedTask[]): Promise<string[]> {
  const parts = await collect(writeCsv({ list: 'abc', at: '2026-11-22T10:00:00.000Z', tasks: streamOf(...tasks) }));
  return parts;
}

test('a header comes first, lines end as RFC 4180 says', async () => {
  expect(await rows(exported({ tags: ['api', 'ui'], due: '2026-11-25' }))).toEqual([
    'id,title,description,priority,completed,status,project,tags,due,assignee,parent_id,blocked_by,version,created_at,updated_at,completed_at,created_by,notes\r\n',
    '1,Review PR,,medium,false,pending,,api ui,2026-11-25,,,,1,2026-11-20T10:00:00.000Z,2026-11-20T10:00:00.000Z,,ada@cli,\r\n',
  ]);
});

test('lists of numbers stand as a person would write them', async () => {
  const [, line = ''] = await rows(exported({ id: 9, parent_id: 2, blocked_by: [3, 5] }));
  expect(line).toContain(',2,3 5,1,');
});

test.for(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
  'no spreadsheet calculates a cell that begins as %j does',
  async (title) => {
    const [, line = ''] = await rows(exported({ title }));
    expect(line.replaceAll('"', '').startsWith(`1,'${title}`)).toBe(true);
  },
);

test('every text field is guarded, also where a quote comes first', async () => {
  const evil = '=cmd|\' /C calc\'!A0, "x"';
  const notes = [{ at: '=1', actor: 'ada', text: 'x' }];
  const [, line = ''] = await rows(
    exported({ description: evil, project: '-x', tags: ['+t'], assignee: '@a', created_by: '=b', notes }),
  );
  expect(line).toContain(`"'=cmd|' /C calc'!A0, ""x"""`);
  for (const cell of ["'-x", "'+t", "'@a", "'=b", "'=1 ada: x"]) expect(line).toContain(`,${cell}`);
});

test('quotes, commas and line ends stay in their cell', async () => {
  const [, line = ''] = await rows(exported({ title: 'Say "hi", all', description: 'one\ntwo' }));
  expect(line).toContain('1,"Say ""hi"", all","one\ntwo",');
});
