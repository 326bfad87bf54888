import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { rowsOf } from '../support/beside.ts';
import { openSession, type Session, textOf } from '../support/session.ts';
import { NOON } from '../support/tasks.ts';

const ADA = { env: { TASK_ACTOR: 'ada' } };
const KEY = { idempotency_key: 'a8f2-Retry:1' };
const REPLAYED = { 'task-manager/replayed': true };
const DAY_MS = 24 * 3_600_000;

/** Every writing tool, on a list of two tasks. */
const WRITES = [
  ['add_task', { title: 'Ship it' }],
  ['add_tasks', { tasks: [{ title: 'Ship it' }, { title: 'Sell it' }] }],
  ['complete_task', { task_id: 1, note: 'Merged.' }],
  ['update_task', { task_id: 1, priority: 'high', note: 'Urgent.' }],
  ['delete_task', { task_id: 1 }],
] as const;

async function listOfTwo(options: Parameters<typeof openSession>[0] = ADA): Promise<Session> {
  const session = await openSession(options);
  await session.text('add_tasks', { tasks: [{ title: 'Review PR' }, { title: 'Build it' }] });
  return session;
}

/** Everything that the list and its log say. */
const stateOf = (session: Session) =>
  Promise.all([session.data('list_tasks'), session.data('get_changes', { since: 0 })]);

test.each(WRITES)(
  '%s with a key that was used is answered as before, and nothing is done again',
  async (tool, args) => {
    const session = await listOfTwo();
    const first = await session.call(tool, { ...args, ...KEY });
    expect(first._meta?.['task-manager/replayed']).toBeUndefined();
    const before = await stateOf(session);
    await session.text('update_task', { task_id: 2, title: 'Something else' });
    await session.text('update_task', { task_id: 2, title: 'Build it' });
    const again = await session.call(tool, { ...args, ...KEY });
    expect(again).toMatchObject({
      content: first.content,
      structuredContent: first.structuredContent,
      _meta: REPLAYED,
    });
    const after = await stateOf(session);
    expect(after[0]).toEqual(before[0]);
    expect(after[1].changes).toHaveLength((before[1].changes as unknown[]).length + 2);
    expect(await audit(session.database)).toEqual([]);
  },
);

test.each(WRITES)('%s with a key that was used with other arguments is refused', async (tool, args) => {
  const session = await listOfTwo();
  const other =
    'title' in args ? { title: 'Sell it' } : 'tasks' in args ? { tasks: [{ title: 'Sell it' }] } : { task_id: 2 };
  await session.text(tool, { ...args, ...KEY });
  const result = await session.call(tool, { ...args, ...other, ...KEY });
  expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': 'conflict' } });
  expect(textOf(result)).toBe(
    'Error: idempotency_key was used before, with other arguments\nGive a new key to a new call; send the same arguments to repeat the old one.',
  );
  expect(await audit(session.database)).toEqual([]);
});

test('the order of the arguments does not matter, nor how a value was written', async () => {
  const session = await listOfTwo();
  await session.text('add_task', { title: ' Ship it', tags: ['b', 'a'], due: '2026-11-25T10:00+01:00', ...KEY });
  expect(
    await session.call('add_task', { ...KEY, due: '2026-11-25T09:00:00Z', tags: ['#A', 'b'], title: 'Ship it' }),
  ).toMatchObject({ _meta: REPLAYED });
});

test('the same key is another one in another tool, and for another actor', async () => {
  const session = await listOfTwo();
  const bob = await openSession({ database: session.database, env: { TASK_ACTOR: 'bob' } });
  await session.text('update_task', { task_id: 1, status: 'completed', ...KEY });
  for (const [who, tool, args] of [
    [session, 'delete_task', { task_id: 1 }],
    [bob, 'update_task', { task_id: 2, status: 'completed' }],
  ] as const)
    expect((await who.call(tool, { ...args, ...KEY }))._meta?.['task-manager/replayed']).toBeUndefined();
  expect(await session.text('list_tasks')).toBe('✓ #2: Build it [medium]');
  expect(await audit(session.database)).toEqual([]);
});

test('a task added twice with two keys is two tasks, of which nothing is said', async () => {
  const session = await openSession(ADA);
  for (const [key, id] of [
    ['one', 1],
    ['two', 2],
  ] as const)
    expect(await session.text('add_task', { title: 'Review PR', idempotency_key: key })).toBe(
      `Created task #${id}: Review PR (medium)`,
    );
});

test('a key counts in every process, and after all of them have ended', async () => {
  const args = { title: 'Ship it', ...KEY };
  const first = await listOfTwo({ ...ADA, over: 'stdio' });
  const other = await openSession({ ...ADA, over: 'stdio', database: first.database });
  const said = await first.text('add_task', args);
  expect(await other.call('add_task', args)).toMatchObject({ content: [{ text: said }], _meta: REPLAYED });
  await first.client.close();
  await other.client.close();
  const later = await openSession({ ...ADA, over: 'stdio', database: first.database });
  expect(await later.call('add_task', args)).toMatchObject({ content: [{ text: said }], _meta: REPLAYED });
  expect(await later.data('list_tasks')).toMatchObject({ total: 3 });
  expect(await audit(first.database)).toEqual([]);
});

test('of many processes that send the same call at once one does it, and all are answered alike', async () => {
  const first = await listOfTwo({ ...ADA, over: 'stdio' });
  const others = await Promise.all(
    Array.from({ length: 3 }, () => openSession({ ...ADA, over: 'stdio', database: first.database })),
  );
  const calls = [first, ...others].map((session) => session.call('add_task', { title: 'Ship it', ...KEY }));
  const results = await Promise.all(calls);
  expect(new Set(results.map(textOf))).toEqual(new Set(['Created task #3: Ship it (medium)']));
  expect(results.filter(({ _meta }) => _meta?.['task-manager/replayed'] === true)).toHaveLength(3);
  expect(await first.data('list_tasks')).toMatchObject({ total: 3 });
});

test('a key is known for seven days', async () => {
  let now = NOON();
  const session = await listOfTwo({ ...ADA, now: () => now });
  const add = (key: string) => session.call('add_task', { title: 'Ship it', idempotency_key: key });
  await add('old');
  now = new Date(NOON().getTime() + 7 * DAY_MS - 1_000);
  expect(await add('old')).toMatchObject({ _meta: REPLAYED });
  now = new Date(NOON().getTime() + 7 * DAY_MS + 1_000);
  expect((await add('old'))._meta?.['task-manager/replayed']).toBeUndefined();
  expect(await session.data('list_tasks')).toMatchObject({ total: 4 });
  expect(await audit(session.database)).toEqual([]);
});

test('keys that have outlived their time go, however many', async () => {
  let now = NOON();
  const session = await listOfTwo({ ...ADA, now: () => now });
  const add = (key: string) => session.text('add_task', { title: 'Ship it', idempotency_key: key });
  for (let n = 0; n < 25; n++) await add(`old-${n}`);
  now = new Date(NOON().getTime() + 8 * DAY_MS);
  for (let n = 0; n < 3; n++) await add(`new-${n}`);
  expect(await rowsOf(session.database, 'SELECT count(*) AS keys FROM keys')).toEqual([{ keys: 3 }]);
});

test('a call that failed is not remembered: once mended it is done under the same key', async () => {
  const session = await listOfTwo();
  for (const args of [{ title: 'ab' }, { title: 'Ship it', blocked_by: [9] }, { title: 'Ship it', priority: 'urgent' }])
    await session.failure('add_task', { ...args, ...KEY });
  expect(await session.text('add_task', { title: 'Ship it', ...KEY })).toBe('Created task #3: Ship it (medium)');
  await session.failure('complete_task', { task_id: 4, ...KEY });
  await session.text('add_task', { title: 'Sell it' });
  expect(await session.text('complete_task', { task_id: 4, ...KEY })).toBe('Task #4 completed.');
  expect(await audit(session.database)).toEqual([]);
});

test('neither a key nor the answer to it can be read in the database', async () => {
  const session = await openSession({ ...ADA, over: 'stdio' });
  await session.text('add_task', { title: 'Review PR' });
  await session.text('update_task', {
    task_id: 1,
    note: 'Zanzibar',
    idempotency_key: 'my-secret-key-1234',
  });
  await session.client.close();
  const [row] = await rowsOf(session.database, 'SELECT * FROM keys');
  const text = JSON.stringify(row);
  for (const word of ['my-secret-key', 'Review PR', 'update_task', 'ada', 'Zanzibar', 'note added']) {
    expect(text).not.toContain(word);
    expect(Buffer.from(String(row?.sealed_answer), 'base64url').toString('latin1')).not.toContain(word);
  }
  for (const table of ['keys', 'changes', 'notes', 'tasks'])
    expect(JSON.stringify(await rowsOf(session.database, `SELECT * FROM ${table}`))).not.toContain('my-secret-key');
});

test.each(['', 'two words', 'ключ', 'x'.repeat(256), 'tab\t'])('the key %j is refused', async (idempotency_key) => {
  const session = await openSession(ADA);
  expect(await session.failure('add_task', { title: 'Ship it', idempotency_key })).toBe(
    'Error: idempotency_key must be 1–255 visible ASCII characters without spaces\nCorrect it and call add_task again.',
  );
  await session.text('add_task', { title: 'Ship it', idempotency_key: 'x'.repeat(255) });
});

test('a reading tool takes no key', async () => {
  const session = await openSession(ADA);
  for (const tool of ['list_tasks', 'get_task_stats', 'get_changes'])
    expect(await session.failure(tool, KEY)).toContain("unknown argument 'idempotency_key'");
});
