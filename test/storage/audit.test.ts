import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { tamper } from '../support/beside.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

/** What would be wrong if some part of a write had been left out. */
const DAMAGES: readonly (readonly [what: string, sql: string, finding: RegExp])[] = [
  ['a counter', "UPDATE counts SET count = count + 1 WHERE project = '*'", /^counter missing/],
  ['a row that the log does not tell of', "UPDATE tasks SET title = 'Other' WHERE id = 1", /^task missing/],
  ['a change that no row shows', 'DELETE FROM changes WHERE id = 2', /^task missing/],
  ['a wrong value before', `UPDATE changes SET before = '{"title":"?"}' WHERE id = 2`, /title was not "\?" before/],
  ['a term in the index', 'DELETE FROM search', /^search term missing/],
  ['a tag', 'DELETE FROM task_tags', /^tag missing/],
  ['a purge in part', 'UPDATE changes SET before = NULL, after = NULL WHERE id = 2', /purged in part/],
  ['a stray group', 'UPDATE changes SET group_id = 1 WHERE id = 3', /^change 3 stands in a group/],
];

test.for(DAMAGES)('the audit of these tests finds %s', async ([, sql, finding]) => {
  const database = newDatabase();
  const session = await openSession({ over: 'stdio', database });
  await session.text('add_task', { title: 'Review PR', tags: ['api'] });
  await session.text('update_task', { task_id: 1, title: 'Review it' });
  await session.text('complete_task', { task_id: 1, note: 'done' });
  await session.client.close();
  expect(await audit(database)).toEqual([]);
  await tamper(database, sql);
  expect(await audit(database)).toEqual(expect.arrayContaining([expect.stringMatching(finding)]));
});
