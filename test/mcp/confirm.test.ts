import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { audit } from '../support/audit.ts';
import { ERAS, openSession, type Session, type SessionOptions, TRANSPORTS, textOf } from '../support/session.ts';
import { stateOf } from '../support/state.ts';
import { idsOf, taskTree } from '../support/tasks.ts';

const YES: ElicitResult = { action: 'accept', content: { confirm: true } };
const NO: ElicitResult = { action: 'decline' };
const FIRST = { task_id: 1 };
const QUESTION =
  'Delete task #1 "Build it"? Its open subtask goes with it: #2 "Raise walls". 1 task would no longer wait for it: #3 "Move in".';
const DELETED = 'Task #1 and its subtask #2 deleted. To restore them: undo change 4.\nNow ready: #3.';

type Reply = ElicitResult | ((asker: Session) => Promise<ElicitResult>);

/** A list that another session also has open, and a person who gives these replies, one a question. */
async function listWith(options: SessionOptions, replies?: readonly Reply[]) {
  const list = await openSession();
  await taskTree(list);
  const questions: string[] = [];
  const person = (question: string) => {
    const reply = replies?.[questions.push(question) - 1];
    if (reply === undefined) throw new Error(`nobody expected to be asked: ${question}`);
    return typeof reply === 'function' ? reply(asker) : reply;
  };
  const asker = await openSession({ ...options, database: list.database, ...(replies !== undefined && { person }) });
  return { list, asker, questions };
}

/** Runs `work`, which must leave every row as it was. */
async function changingNothing<T>({ database }: Session, work: () => Promise<T>): Promise<T> {
  const before = await stateOf(database);
  const result = await work();
  expect(await stateOf(database)).toEqual(before);
  expect(await audit(database)).toEqual([]);
  return result;
}

describe.each(TRANSPORTS.flatMap((over) => ERAS.map((era) => ({ over, era }))))('over $over, $era era', (options) => {
  test('what the person agrees to is done', async () => {
    const { list, asker, questions } = await listWith(options, [YES]);
    expect(await asker.text('delete_task', FIRST)).toBe(DELETED);
    expect(questions).toEqual([QUESTION]);
    expect(await idsOf(list, 'list_tasks')).toEqual([3]);
    expect(await audit(list.database)).toEqual([]);
  });

  test.each([
    ['declined', NO, 'the person declined.'],
    ['dismissed', { action: 'cancel' }, 'the person dismissed the question.'],
    ['left unticked', { action: 'accept', content: { confirm: false } }, 'the person declined.'],
  ] as const)('a question that is %s changes nothing', async (_, answer, says) => {
    const { list, asker } = await listWith(options, [answer]);
    const result = await changingNothing(list, () => asker.call('delete_task', FIRST));
    expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': 'declined' } });
    expect(result).not.toHaveProperty('structuredContent');
    expect(textOf(result)).toBe(`Nothing was changed: ${says}\nAsk them what they want instead.`);
  });

  test.each([
    ['something else than yes', { action: 'accept', content: { confirm: 'true' } }],
    ['nothing', { action: 'accept' }],
  ] as const)('an answer that is accepted and says %s changes nothing', async (_, answer) => {
    const { list, asker } = await listWith(options, [answer]);
    await changingNothing(list, () => asker.failure('delete_task', FIRST));
  });

  test('a client whose person cannot be asked is told how to do it without', async () => {
    const { list, asker } = await listWith(options);
    const result = await changingNothing(list, () => asker.call('delete_task', FIRST));
    expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': 'unconfirmed' } });
    expect(textOf(result)).toBe(
      `${QUESTION}\nNothing was deleted. If that is meant, call delete_task with include_subtasks: true.`,
    );
    expect(await asker.text('delete_task', { ...FIRST, include_subtasks: true })).toBe(DELETED);
  });

  test('what changed while the person was thinking is shown to them first', async () => {
    const grow = () => list.text('add_task', { title: 'Raise the roof', parent_id: 2 });
    const { list, asker, questions } = await listWith(options, [() => grow().then(() => YES), NO]);
    expect(await asker.failure('delete_task', FIRST)).toContain('declined');
    expect(questions).toEqual([
      QUESTION,
      QUESTION.replace(/Its open.*walls"/, 'Its 2 open subtasks go with it: #2 "Raise walls", #4 "Raise the roof"'),
    ]);
    expect(await idsOf(list, 'list_tasks')).toEqual([1, 2, 3, 4]);
  });

  test('who writes while the person is thinking does not wait for them', async () => {
    const { list, asker } = await listWith(options, [
      async (same) => {
        await same.text('update_task', { task_id: 3, priority: 'high' });
        return NO;
      },
    ]);
    await asker.failure('delete_task', FIRST);
    expect(await list.text('list_tasks', { priority_filter: 'high' })).toContain('#3: Move in');
  });

  test('the person is asked again when the same is to be done once more', async () => {
    const { asker, questions } = await listWith(options, [NO, YES]);
    await asker.failure('delete_task', FIRST);
    await asker.text('delete_task', FIRST);
    expect(questions).toEqual([QUESTION, QUESTION]);
  });

  test('a call with a key that a person agreed to is answered again without asking', async () => {
    const { list, asker, questions } = await listWith(options, [YES]);
    const keyed = { ...FIRST, idempotency_key: 'delete-1' };
    expect(await asker.text('delete_task', keyed)).toBe(DELETED);
    const again = await changingNothing(list, () => asker.call('delete_task', keyed));
    expect(textOf(again)).toBe(DELETED);
    expect(again).toMatchObject({ _meta: { 'task-manager/replayed': true } });
    expect(questions).toHaveLength(1);
  });

  test('a no is not remembered under the key of its call', async () => {
    const { list, asker } = await listWith(options, [NO, YES]);
    const keyed = { ...FIRST, idempotency_key: 'delete-1' };
    await changingNothing(list, () => asker.failure('delete_task', keyed));
    expect(await asker.text('delete_task', keyed)).toBe(DELETED);
  });

  test('nobody is asked about what cannot be done', async () => {
    const { list, asker } = await listWith(options, []);
    await list.text('claim_task', { task_id: 2 });
    const says = await changingNothing(list, () => asker.failure('delete_task', FIRST));
    expect(says).toContain('task #2 is claimed by');
  });
});

test.each([
  [599, 'counts', undefined],
  [601, 'is refused', 'Invalid or expired requestState'],
])('a yes after %i seconds %s', async (seconds, _, refused) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { list, asker } = await listWith({ era: 'modern' }, [
    async () => {
      vi.setSystemTime(Date.now() + seconds * 1_000);
      return YES;
    },
  ]);
  const before = await stateOf(list.database);
  const call = asker.call('delete_task', FIRST);
  if (refused === undefined) expect(textOf(await call)).toBe(DELETED);
  else {
    await expect(call).rejects.toMatchObject({ code: -32602, message: refused });
    expect(await stateOf(list.database)).toEqual(before);
  }
});
