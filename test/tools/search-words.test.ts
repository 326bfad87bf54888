import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';
import { addAll, idsOf } from '../support/tasks.ts';

test.each([
  ['Café für Zoë', ['cafe', 'CAFÉ', 'café', 'fur', 'ZOË', 'zoe']],
  ['Straße sperren', ['straße', 'STRAßE']],
  ['ＡＢＣ ｗｉｄｅ', ['abc', 'wide', 'ＡＢＣ']],
  ['ﬁnal oﬀer', ['final', 'offer']],
  ['Œuvre x² №5', ['œuvre', 'x2', 'no5']],
  ['Ёлка и ёж', ['ёлка', 'ЁЛКА']],
  ['Αθήνα', ['αθήνα', 'ΑΘΉΝΑ']],
  ['שלום עולם', ['שלום', 'עולם']],
  ['مراجعة الكود', ['مراجعة', 'الكود']],
  ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
  ['한국어 회의', ['한국어', '회의', '한국']],
  ['東京の会議を予約する', ['東京', '会議', '予約', '京', '東京の会議', 'する']],
  ['データベースの移行', ['データ', 'ベース', '移行', 'ﾃﾞｰﾀ']],
  ['ซื้อนมวันนี้', ['ซื้อ', 'นม', 'วันนี้']],
  ['数据库迁移v2计划', ['数据库', '迁移', 'v2', '计划']],
  ['fix_login-page v1.2.3', ['fix', 'login', 'page', 'v1.2.3', '2.3', 'login-page', 'fix_login-page']],
  ["don't panic", ["don't", 'panic', 'don t']],
])('the task %s is found by each of %o', async (title, queries) => {
  const session = await openSession();
  await session.text('add_task', { title });
  await session.text('add_task', { title: 'Something else' });
  for (const query of queries) expect(await idsOf(session, 'search_tasks', { query }), query).toEqual([1]);
});

test.each([
  ['東京の会議', ['京東', '会東', '大阪']],
  ['Deploy the shop', ['eploy', 'dep x', 'shopping']],
  ['Ёлка', ['елка']],
])('the task %s is not found by any of %o', async (title, queries) => {
  const session = await openSession();
  await session.text('add_task', { title });
  for (const query of queries) expect(await idsOf(session, 'search_tasks', { query }), query).toEqual([]);
});

test('the last word may be a beginning, the words before it may not', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'Deploy the database' }, { title: 'Deploy the data' }]);
  expect(await idsOf(session, 'search_tasks', { query: 'd' })).toEqual([2, 1]);
  expect(await idsOf(session, 'search_tasks', { query: 'deploy dat' })).toEqual([2, 1]);
  expect(await idsOf(session, 'search_tasks', { query: 'datab' })).toEqual([1]);
  expect(await idsOf(session, 'search_tasks', { query: 'depl data' })).toEqual([]);
});

test('a sign behind the last word says that the word is whole', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'Deploy the database' }, { title: 'Deploy the data' }]);
  expect(await idsOf(session, 'search_tasks', { query: 'data ' })).toEqual([2]);
  expect(await idsOf(session, 'search_tasks', { query: 'data"' })).toEqual([2]);
});

const HOSTILE = [
  '"unbalanced',
  'a" OR "b',
  'NEAR(a b)',
  'NEAR(a b, 5)',
  'title : x',
  '{title} : x',
  '-a',
  'NOT a',
  'a AND',
  'OR',
  'a*b*',
  '^a',
  'a + b',
  '(((a',
  "'; DROP TABLE tasks; --",
  'rowid:1',
  'a\0b',
  '%_%',
  '\\',
  '\uE000status\uE000pending',
  'a\uD800b',
  '\u202Ea',
] as const;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'ab"\'*^:(){}+-~|&\\ \uE000'), maxLength: 40 }),
  fc.array(fc.constantFrom(...HOSTILE, 'AND', 'a', '東京', 'é'), { maxLength: 8 }).map((parts) => parts.join(' ')),
  fc.constantFrom(...HOSTILE),
);

test('no query gives an error other than that it has no word', async () => {
  const session = await openSession();
  await addAll(session, [{ title: 'a b AND OR NOT NEAR', description: '東京 é' }, { title: 'Buy milk' }]);
  await fc.assert(
    fc.asyncProperty(anyText, async (query) => {
      const result = await session.call('search_tasks', { query });
      if (result.isError !== true) return;
      expect(result.content).toMatchObject([{ text: expect.stringMatching(/^Error: query must contain a letter/) }]);
      expect(query).not.toMatch(/[\p{L}\p{N}]/u);
    }),
    { numRuns: 400, examples: HOSTILE.map((query): [string] => [query]) },
  );
});

test('a query of a thousand characters of any script is answered', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Buy milk' });
  for (const unit of ['a', 'a ', 'ab ', '東京', '東 ', 'ซื้อ', '"', '한 ']) {
    const result = await session.call('search_tasks', { query: `x ${unit.repeat(1_000)}`.slice(0, 1_000) });
    expect(result.isError, unit).not.toBe(true);
  }
});

const plainText = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 3, maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'aÉßſ東京ーデ゙กำिक्ꜳΣςσ한²-_ .'), minLength: 3, maxLength: 40 }),
  )
  .filter((text) => /[\p{L}\p{N}]/u.test(text) && [...text.trim().normalize('NFC')].length >= 3);

test('a task is found by its own title, whatever it is', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'The task' });
  await fc.assert(
    fc.asyncProperty(plainText, async (text) => {
      const updated = await session.call('update_task', { task_id: 1, title: text });
      fc.pre(updated.isError !== true);
      expect(await idsOf(session, 'search_tasks', { query: text })).toEqual([1]);
    }),
    { numRuns: 150 },
  );
});

test('a word late in a long sentence without spaces is found', async () => {
  const session = await openSession();
  await session.text('add_task', {
    title: 'Minutes',
    description: `${'会議の議事録を作成して共有する'.repeat(6)}東京`,
  });
  expect(await idsOf(session, 'search_tasks', { query: '東京' })).toEqual([1]);
});

test('a Greek beginning in capitals finds the word', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'ΚΟΣΜΟΣ' });
  expect(await idsOf(session, 'search_tasks', { query: 'ΚΟΣ' })).toEqual([1]);
});
